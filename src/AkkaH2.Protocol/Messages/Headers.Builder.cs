using System.Collections;
using AkkaH2.Hpack;
using AkkaH2.Protocol;

namespace AkkaH2;

public sealed partial class Headers
{
    /// <summary>Collects fields for a list that is made once. Not thread-safe.</summary>
    /// <param name="capacity">How many fields are expected; there may be more.</param>
    public sealed class Builder(int capacity = 4)
    {
        private HeaderField[] _fields = capacity == 0 ? [] : new HeaderField[capacity];

        /// <summary>How many fields there are so far.</summary>
        public int Count { get; private set; }

        /// <summary>One field more, at the end.</summary>
        /// <param name="name">A field name in any case. A name in lower case, and any common one, costs no new string.</param>
        /// <param name="value">Its value.</param>
        /// <param name="sensitive">True for a secret: no table of HPACK keeps it (RFC 7541 §7.1.3).</param>
        /// <returns>This builder.</returns>
        public Builder Add(string name, string value, bool sensitive = false) => Add(new HeaderField(name, value, sensitive));

        /// <summary>One field more, at the end; its name in any case.</summary>
        /// <returns>This builder.</returns>
        public Builder Add(in HeaderField field)
        {
            var name = FieldNames.Lower(field.Name);
            if (Count == _fields.Length)
                Array.Resize(ref _fields, Math.Max(4, Count * 2));
            _fields[Count++] = ReferenceEquals(name, field.Name) ? field : field with { Name = name };
            return this;
        }

        /// <summary>These fields more, at the end; their names in any case.</summary>
        /// <returns>This builder.</returns>
        public Builder AddRange(params ReadOnlySpan<HeaderField> fields)
        {
            foreach (ref readonly var field in fields)
                Add(field);
            return this;
        }

        /// <summary>The list. The builder is empty afterwards.</summary>
        public Headers Build()
        {
            var fields = Count == _fields.Length ? _fields : _fields[..Count];
            (_fields, Count) = ([], 0);
            return fields.Length == 0 ? Empty : new Headers(fields, 0);
        }
    }

    /// <summary>A position among the fields.</summary>
    public struct Enumerator : IEnumerator<HeaderField>
    {
        private readonly Headers _headers;
        private int _index;

        internal Enumerator(Headers headers) => (_headers, _index) = (headers, headers._start - 1);

        /// <summary>The field at this position.</summary>
        public readonly HeaderField Current => _headers._fields[_index];

        readonly object IEnumerator.Current => Current;

        /// <summary>Goes to the next field; false behind the last one.</summary>
        public bool MoveNext() => ++_index < _headers._fields.Length;

        /// <summary>Goes back in front of the first field.</summary>
        public void Reset() => _index = _headers._start - 1;

        /// <summary>Nothing to give back.</summary>
        public readonly void Dispose()
        {
        }
    }
}
