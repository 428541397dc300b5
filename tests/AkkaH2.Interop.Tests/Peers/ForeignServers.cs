namespace AkkaH2.Interop.Tests.Peers;

/// <summary>The servers that our client is tried against, each on its files and with the least configuration that serves them.</summary>
internal static class ForeignServers
{
    public static readonly ForeignServer Kestrel = new("dotnet", KestrelArguments, "POST", Upload.Count) { Down = octets => $"/bytes/{octets}", Up = "/upload" };

    public static readonly ForeignServer Node = new("node", folder => [.. NodeArguments(folder), .. folder.IsSecure ? [folder.Certificate.Pem, folder.Key] : Array.Empty<string>()], "POST", Upload.Echo);

    public static readonly ForeignServer Nghttpd = new("nghttpd", NghttpdArguments, "POST", Upload.Echo) { Up = "/0" };

    public static readonly ForeignServer Nginx = new("nginx", NginxArguments, "PUT", Upload.File);

    public static readonly ForeignServer H2O = new("h2o", folder => ["-c", folder.Write("h2o.conf", H2OConf(folder))], "POST", Upload.Count) { Up = "/count" };

    public static readonly ForeignServer Apache = new("apache2", folder => ["-f", folder.Write("httpd.conf", ApacheConf(folder)), "-DFOREGROUND"], "PUT", Upload.File);

    private static string[] KestrelArguments(ServerFolder folder) => folder.IsSecure
        ? [Programs.Kestrel, "kestrel", "--port", "0", "--tls-port", $"{folder.Port}", "--cert", folder.Certificate.Pfx]
        : [Programs.Kestrel, "kestrel", "--port", $"{folder.Port}"];

    private static string[] NodeArguments(ServerFolder folder) => [Path.Combine(AppContext.BaseDirectory, "node", "server.mjs"), $"{folder.Port}"];

    private static string[] NghttpdArguments(ServerFolder folder) =>
        [.. folder.IsSecure ? Array.Empty<string>() : ["--no-tls"], "-a", "127.0.0.1", "-d", folder.Files, "--echo-upload", "-m", "100", $"{folder.Port}", .. folder.IsSecure ? [folder.Key, folder.Certificate.Pem] : Array.Empty<string>()];

    private static string[] NginxArguments(ServerFolder folder) => ["-p", folder.Path, "-c", folder.Write("nginx.conf", $$"""
        daemon off; master_process off; pid nginx.pid; error_log stderr crit;
        events { worker_connections 1024; }
        http {
            access_log off; client_max_body_size 100m; keepalive_requests 100000;
            client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            server {
                listen 127.0.0.1:{{folder.Port}} {{(folder.IsSecure ? "ssl " : "")}}http2;
                {{(folder.IsSecure ? $"ssl_certificate {folder.Certificate.Pem}; ssl_certificate_key {folder.Key};" : "")}}
                root {{folder.Files}};
                location /up/ { dav_methods PUT; }
            }
        }
        """)];

    private static string H2OConf(ServerFolder folder) => $$"""
        user: {{Environment.UserName}}
        listen:
          host: 127.0.0.1
          port: {{folder.Port}}
        {{(folder.IsSecure ? $"  ssl:\n    certificate-file: {folder.Certificate.Pem}\n    key-file: {folder.Key}" : "")}}
        hosts:
          default:
            paths:
              /:
                file.dir: {{folder.Files}}
              /count:
                mruby.handler: |
                  Proc.new { |env| [200, {}, [(env["rack.input"] ? env["rack.input"].read.length : 0).to_s]] }
        """;

    private static string ApacheConf(ServerFolder folder) => $$"""
        ServerName localhost
        ServerRoot {{folder.Path}}
        DefaultRuntimeDir {{folder.Path}}
        PidFile {{folder.Path}}/httpd.pid
        ErrorLog {{folder.Path}}/error.log
        Listen 127.0.0.1:{{folder.Port}}
        {{string.Concat(new[] { "mpm_event", "authz_core", "http2", "ssl", "dav", "dav_fs" }.Select(name => $"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))}}
        Protocols h2 h2c
        User nobody
        Group nogroup
        DavLockDB {{folder.Files}}/up/lock
        DocumentRoot {{folder.Files}}
        <Location /up>
          Dav On
        </Location>
        {{(folder.IsSecure ? $"SSLEngine on\nSSLCertificateFile {folder.Certificate.Pem}\nSSLCertificateKeyFile {folder.Key}" : "")}}
        """;

    /// <summary>haproxy in front of a server on this port, with TLS to it where there is TLS before it: Kestrel refuses requests of another scheme than its own.</summary>
    public static ForeignServer Haproxy(ForeignServer behind, int port) => behind with
    {
        Program = "haproxy",
        Arguments = folder => ["-db", "-f", folder.Write("haproxy.cfg", $$"""
            defaults
              mode http
              timeout connect 10s
              timeout client 60s
              timeout server 60s
            frontend front
              bind 127.0.0.1:{{folder.Port}} {{(folder.IsSecure ? $"ssl crt {folder.Both} alpn h2" : "proto h2")}}
              default_backend back
            backend back
              server one 127.0.0.1:{{port}} {{(folder.IsSecure ? "ssl verify none alpn h2" : "proto h2")}}

            """)],
    };
}
