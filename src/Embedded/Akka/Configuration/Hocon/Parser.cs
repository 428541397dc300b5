namespace Akka.Configuration.Hocon;

public class Parser
{
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? includeCallback) =>
        new(HoconReader.Read(text, HoconInclude.By(includeCallback)));
}
