using System.Globalization;
using System.Text;

namespace MuZero.Games;

/// <summary>Boards as text, columns a, b, c... and rows 1, 2, 3... from the top, so that the words of actions can be found on the
/// board.</summary>
public static class GridText
{
    /// <summary>The name of a point counted row by row, such as "b3".</summary>
    public static string Point(int point, int width)
        => string.Create(CultureInfo.InvariantCulture, $"{(char)('a' + (point % width))}{(point / width) + 1}");

    /// <summary>The board with its columns and rows labelled, without a trailing line break.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns, at most 26.</param>
    /// <param name="symbol">The character of a point counted row by row.</param>
    public static string Board(int height, int width, Func<int, char> symbol)
    {
        int margin = height > 9 ? 2 : 1;
        var text = new StringBuilder().Append(' ', margin);
        for (int column = 0; column < width; column++)
        {
            text.Append(' ').Append((char)('a' + column));
        }

        for (int row = 0; row < height; row++)
        {
            text.Append('\n').Append($"{row + 1}".PadLeft(margin));
            for (int column = 0; column < width; column++)
            {
                text.Append(' ').Append(symbol((row * width) + column));
            }
        }

        return text.ToString();
    }
}
