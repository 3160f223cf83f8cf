using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with its value: text, or bytes when the key ends in <c>-bin</c>. Keys are lower case.</summary>
    public sealed class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>A text entry; the key must not end in <c>-bin</c>.</summary>
        public Entry(string key, string value)
        {
            Key = Normalised(key);
            ArgumentNullException.ThrowIfNull(value);
            if (IsBinary)
            {
                throw new ArgumentException($"Key {Key} ends in {BinaryHeaderSuffix} and takes bytes.", nameof(key));
            }

            _text = value;
        }

        /// <summary>A binary entry; the key must end in <c>-bin</c>. The bytes are copied.</summary>
        public Entry(string key, byte[] valueBytes)
        {
            Key = Normalised(key);
            ArgumentNullException.ThrowIfNull(valueBytes);
            if (!IsBinary)
            {
                throw new ArgumentException($"Key {Key} takes bytes only when it ends in {BinaryHeaderSuffix}.", nameof(key));
            }

            _bytes = [.. valueBytes];
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The value as text.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _text ?? throw new InvalidOperationException($"Key {Key} holds bytes; read ValueBytes.");

        /// <summary>A copy of the value's bytes; a text's are its ASCII.</summary>
        public byte[] ValueBytes => _text is null ? [.. _bytes!] : Encoding.ASCII.GetBytes(_text);

        /// <inheritdoc/>
        public override string ToString() => _text is null
            ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_bytes!)}]"
            : $"[Entry: key={Key}, value={_text}]";

        internal string Wire => _text ?? Convert.ToBase64String(_bytes!).TrimEnd('=');

        private static string Normalised(string key)
        {
            ArgumentException.ThrowIfNullOrEmpty(key);
            string lower = key.ToLowerInvariant();
            return IsLegal(lower)
                ? lower
                : throw new ArgumentException($"Metadata key '{key}' may only hold a-z, 0-9, '_', '-' and '.'.", nameof(key));
        }
    }

    internal static bool IsLegal(string key)
    {
        foreach (char letter in key)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        return key.Length > 0;
    }
}
