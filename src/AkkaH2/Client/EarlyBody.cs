namespace AkkaH2.Client;

/// <summary>Octets of a response's body that come together with its head. When they are all of it, the application gets them as they are.</summary>
internal sealed class EarlyBody
{
    private byte[] _octets = [];
    private int _length;

    /// <summary>Appends a copy of the piece.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (_length + piece.Length > _octets.Length)
            Array.Resize(ref _octets, _length == 0 ? piece.Length : Math.Max(_length + piece.Length, 2 * _length));
        piece.CopyTo(_octets.AsSpan(_length));
        _length += piece.Length;
    }

    /// <summary>All of it.</summary>
    public ReadOnlyMemory<byte> ToMemory() => _octets.AsMemory(0, _length);

    /// <summary>A body that begins with it, and of which more is to come.</summary>
    public RequestBody ToIncoming(IBodyOwner owner)
    {
        var body = RequestBody.Incoming();
        body.Attach(owner);
        if (_length > 0)
            body.Append(ToMemory());
        (_octets, _length) = ([], 0); // the body has a copy
        return body;
    }
}
