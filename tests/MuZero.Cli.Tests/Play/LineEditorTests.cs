using MuZero.Cli.Play;

namespace MuZero.Cli.Tests.Play;

public sealed class LineEditorTests : IDisposable
{
    private static readonly ConsoleKeyInfo _enter = Key(ConsoleKey.Enter, '\r');

    private readonly Queue<ConsoleKeyInfo> _keys = new();
    private readonly StringWriter _screen = new();
    private readonly LineEditor _editor;

    public LineEditorTests() => _editor = new LineEditor(_keys.Dequeue, _screen, () => 20, () => ["hint", "help", "b2"]);

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void Line_CursorKeys_EditInTheMiddle()
    {
        Assert.Equal("abc", Read([.. Typed("axc"), Key(ConsoleKey.LeftArrow), Key(ConsoleKey.Backspace), .. Typed("b"), _enter]));
        Assert.Equal("bc", Read([.. Typed("abc"), Key(ConsoleKey.Home), Key(ConsoleKey.Delete), _enter]));
        Assert.Equal("abcd", Read([.. Typed("bc"), Key(ConsoleKey.Home), .. Typed("a"), Key(ConsoleKey.End), .. Typed("d"), _enter]));
    }

    [Fact]
    public void Line_ControlKeys_DeleteWordsAndLines()
    {
        Assert.Equal("sims ", Read([.. Typed("sims 40"), Control(ConsoleKey.W), _enter]));
        Assert.Equal("x", Read([.. Typed("abc"), Control(ConsoleKey.U), .. Typed("x"), _enter]));
        Assert.Equal("", Read([.. Typed("abc"), Control(ConsoleKey.A), Control(ConsoleKey.K), _enter]));
    }

    [Fact]
    public void History_UpAndDown_RecallsLines()
    {
        _ = Read([.. Typed("one"), _enter]);
        _ = Read([.. Typed("two"), _enter]);

        Assert.Equal("one", Read([Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), Key(ConsoleKey.UpArrow), _enter]));
        Assert.Equal("", Read([Key(ConsoleKey.UpArrow), Key(ConsoleKey.DownArrow), Key(ConsoleKey.DownArrow), _enter]));
    }

    [Fact]
    public void Tab_OneOrSeveralWords_CompletesWhatTheyShare()
    {
        Assert.Equal("hint", Read([.. Typed("hi"), Key(ConsoleKey.Tab, '\t'), _enter]));
        Assert.Equal("h", Read([.. Typed("h"), Key(ConsoleKey.Tab, '\t'), _enter]));
        Assert.Equal("z", Read([.. Typed("z"), Key(ConsoleKey.Tab, '\t'), _enter]));
    }

    [Fact]
    public void EndOfInput_EmptyLine_IsNull()
    {
        Assert.Null(Read([Control(ConsoleKey.D)]));
        Assert.Null(Read([default]));
    }

    [Fact]
    public void Draw_LongLine_StaysInsideTheTerminal()
    {
        _ = Read([.. Typed(new string('x', 50)), Key(ConsoleKey.Home), _enter]);

        Assert.All(_screen.ToString().Split('\r', '\n'), drawn => Assert.True(drawn.Split('\e')[0].Length < 20, drawn));
    }

    private string? Read(params ConsoleKeyInfo[] keys)
    {
        Array.ForEach(keys, _keys.Enqueue);
        return _editor.ReadLine("> ");
    }

    private static IEnumerable<ConsoleKeyInfo> Typed(string text) => text.Select(character => Key(default, character));

    private static ConsoleKeyInfo Key(ConsoleKey key, char character = '\0') => new(character, key, false, false, false);

    private static ConsoleKeyInfo Control(ConsoleKey key) => new('\0', key, false, false, control: true);
}
