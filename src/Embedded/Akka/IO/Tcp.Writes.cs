using System.Collections;

namespace Akka.IO;

/// <summary>Writes, one or several at once.</summary>
public partial class Tcp
{
    /// <summary>An acknowledgement that is not wanted. Its token tells refused writes apart.</summary>
    public class NoAck(object? token) : Event
    {
        public static readonly NoAck Instance = new(null);

        public object? Token { get; } = token;
    }

    public abstract class WriteCommand : Command
    {
        public static WriteCommand Create(params WriteCommand[] writes) => Create((IEnumerable<WriteCommand>)writes);

        public static WriteCommand Create(IEnumerable<WriteCommand> writes) => Write.Empty.Prepend(writes);

        public CompoundWrite Prepend(SimpleWriteCommand other) => new(other, this);

        public WriteCommand Prepend(IEnumerable<WriteCommand> writes) => writes.Reverse().Aggregate(this, (tail, write) => write switch
        {
            SimpleWriteCommand simple => tail.Prepend(simple),
            CompoundWrite compound => tail.Prepend(compound),
            _ => throw new ArgumentException($"{write} is no write", nameof(writes)),
        });
    }

    public abstract class SimpleWriteCommand : WriteCommand
    {
        public abstract Event Ack { get; }

        public bool WantsAck => Ack is not NoAck;

        public CompoundWrite Append(WriteCommand that) => that.Prepend(this);
    }

    /// <summary>Octets to write. The ack comes back when they are with the operating system.</summary>
    public class Write : SimpleWriteCommand
    {
        public static readonly Write Empty = new(ByteString.Empty, NoAck.Instance);

        private Write(ByteString data, Event ack) => (Data, Ack) = (data, ack);

        public ByteString Data { get; }

        public override Event Ack { get; }

        public static Write Create(ByteString data) => data.IsEmpty ? Empty : new Write(data, NoAck.Instance);

        public static Write Create(ByteString data, Event ack) => new(data, ack);

        public override string ToString() => $"Write({Data.Count} octets, ack: {Ack})";
    }

    /// <summary>Writes that go out in this order, with nothing between them; each is acknowledged by itself.</summary>
    public class CompoundWrite(SimpleWriteCommand head, WriteCommand tailCommand) : WriteCommand, IEnumerable<SimpleWriteCommand>
    {
        public SimpleWriteCommand Head { get; } = head;

        public WriteCommand TailCommand { get; } = tailCommand;

        public IEnumerator<SimpleWriteCommand> GetEnumerator()
        {
            WriteCommand? rest = this;
            for (; rest is CompoundWrite compound; rest = compound.TailCommand) yield return compound.Head;
            if (rest is SimpleWriteCommand last) yield return last;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
