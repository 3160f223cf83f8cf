using System.Text;

namespace Grpc.Wire;

/// <summary><c>grpc-message</c>: UTF-8 in which everything but printable ASCII, and the percent sign, is <c>%XX</c>.</summary>
internal static class PercentEncoding
{
    public static string Encode(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 && !text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder encoded = new(text.Length * 2);
        foreach (byte unit in Encoding.UTF8.GetBytes(text))
        {
            if (unit is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: what is not an escape stays as it is, and bytes that are not UTF-8 become U+FFFD.</summary>
    public static string Decode(string encoded)
    {
        if (!encoded.Contains('%', StringComparison.Ordinal))
        {
            return encoded;
        }

        byte[] units = Encoding.UTF8.GetBytes(encoded);
        int end = 0;
        for (int at = 0; at < units.Length; at++)
        {
            bool isEscape = units[at] == '%' && at + 2 < units.Length
                && char.IsAsciiHexDigit((char)units[at + 1]) && char.IsAsciiHexDigit((char)units[at + 2]);
            units[end++] = isEscape ? (byte)((Digit(units[at + 1]) << 4) | Digit(units[at + 2])) : units[at];
            at += isEscape ? 2 : 0;
        }

        return Encoding.UTF8.GetString(units, 0, end);
    }

    private static int Digit(byte letter) => letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10;
}
