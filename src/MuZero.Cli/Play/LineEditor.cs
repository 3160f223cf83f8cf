using System.Text;

namespace MuZero.Cli.Play;

/// <summary>Reads lines from the keyboard: cursor keys, history, completion of the last word, and the control keys of a shell.</summary>
/// <param name="readKey">Waits for the next key, which is not shown.</param>
/// <param name="output">A terminal with ANSI sequences.</param>
/// <param name="width">The terminal's width in columns.</param>
/// <param name="words">The words that Tab completes.</param>
internal sealed class LineEditor(Func<ConsoleKeyInfo> readKey, TextWriter output, Func<int> width, Func<IEnumerable<string>> words)
{
    private readonly List<string> _history = [];
    private readonly StringBuilder _line = new();
    private int _cursor;
    private int _past; // the line of the history that is shown; its length for a new line

    /// <summary>The next line, or null at the end of the input.</summary>
    public string? ReadLine(string prompt)
    {
        _past = _history.Count;
        Show("");
        while (true)
        {
            Draw(prompt);
            ConsoleKeyInfo key = readKey();
            bool isControl = key.Modifiers.HasFlag(ConsoleModifiers.Control);
            if (key.Key == ConsoleKey.Enter || key.KeyChar is '\r' or '\n')
            {
                return End();
            }

            // A Ctrl-D typed before this waits for a key was an end of file to the terminal, and arrives as a NUL.
            bool isNul = key.KeyChar == '\0' && key.Key is default(ConsoleKey) or ConsoleKey.D2 or ConsoleKey.Spacebar;
            if (_line.Length == 0 && (isNul || (isControl && key.Key == ConsoleKey.D)))
            {
                return null;
            }

            Edit(key, isControl);
        }
    }

    private string End()
    {
        output.WriteLine();
        string line = _line.ToString();
        if (line.Length > 0 && (_history.Count == 0 || _history[^1] != line))
        {
            _history.Add(line);
        }

        return line;
    }

    private void Edit(ConsoleKeyInfo key, bool isControl)
    {
        switch (isControl, key.Key)
        {
            case (_, ConsoleKey.LeftArrow) or (true, ConsoleKey.B): _cursor = Math.Max(0, _cursor - 1); break;
            case (_, ConsoleKey.RightArrow) or (true, ConsoleKey.F): _cursor = Math.Min(_line.Length, _cursor + 1); break;
            case (_, ConsoleKey.Home) or (true, ConsoleKey.A): _cursor = 0; break;
            case (_, ConsoleKey.End) or (true, ConsoleKey.E): _cursor = _line.Length; break;
            case (_, ConsoleKey.UpArrow) or (true, ConsoleKey.P): Recall(-1); break;
            case (_, ConsoleKey.DownArrow) or (true, ConsoleKey.N): Recall(+1); break;
            case (_, ConsoleKey.Backspace) or (true, ConsoleKey.H): Remove(_cursor - 1, _cursor); break;
            case (_, ConsoleKey.Delete) or (true, ConsoleKey.D): Remove(_cursor, _cursor + 1); break;
            case (true, ConsoleKey.U): Remove(0, _cursor); break;
            case (true, ConsoleKey.K): Remove(_cursor, _line.Length); break;
            case (true, ConsoleKey.W): Remove(_line.ToString(0, _cursor).TrimEnd().LastIndexOf(' ') + 1, _cursor); break;
            case (false, ConsoleKey.Tab): Complete(); break;
            case (false, _) when !char.IsControl(key.KeyChar): _line.Insert(_cursor++, key.KeyChar); break;
            default: break;
        }
    }

    private void Recall(int direction)
    {
        int wanted = _past + direction;
        if (wanted >= 0 && wanted <= _history.Count)
        {
            _past = wanted;
            Show(wanted == _history.Count ? "" : _history[wanted]);
        }
    }

    // The longest beginning that all words with the typed beginning share.
    private void Complete()
    {
        string typed = _line.ToString(0, _cursor);
        string[] fitting = [.. words().Where(word => word.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        if (typed.Length > 0 && fitting.Length > 0 && _cursor == _line.Length)
        {
            int shared = Enumerable.Range(0, fitting.Min(word => word.Length) + 1)
                .Last(length => fitting.All(word =>
                    string.Equals(word[..length], fitting[0][..length], StringComparison.OrdinalIgnoreCase)));
            Show(fitting[0][..shared]);
        }
    }

    private void Remove(int from, int to)
    {
        (from, to) = (Math.Max(0, from), Math.Min(_line.Length, to));
        if (from < to)
        {
            _ = _line.Remove(from, to - from);
            _cursor = from;
        }
    }

    private void Show(string text)
    {
        _ = _line.Clear().Append(text);
        _cursor = text.Length;
    }

    // A line that is longer than the terminal is wide shows its part around the cursor.
    private void Draw(string prompt)
    {
        int room = Math.Max(1, width() - prompt.Length - 1);
        int start = Math.Max(0, _cursor - room + 1);
        string seen = _line.ToString(start, Math.Min(room, _line.Length - start));
        int back = seen.Length - (_cursor - start);
        output.Write($"\r{prompt}{seen}\e[K{(back > 0 ? $"\e[{back}D" : "")}");
        output.Flush();
    }
}
