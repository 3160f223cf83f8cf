using System.Collections;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace MuZero.Cli.Input;

/// <summary>The program's input and output: data to <see cref="Output"/>, progress and faults to <see cref="Error"/>.</summary>
internal sealed class Terminal
{
    private const nint StandardInput = 0;

    // Of a terminal whose size is unknown.
    private const int DefaultColumns = 80;

    public required TextReader Input { get; init; }

    /// <summary>The bytes of <see cref="Input"/>, for a command that reads no text from it.</summary>
    public Stream InputBytes { get; init; } = Stream.Null;

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>True if <see cref="Error"/> is a screen that can be redrawn.</summary>
    public bool IsLive { get; init; }

    /// <summary>True if <see cref="Output"/> is a screen with colours, and NO_COLOR is not set.</summary>
    public bool HasColours { get; init; }

    /// <summary>Waits for a key, or null if no person is at the keyboard and the screen.</summary>
    public Func<ConsoleKeyInfo>? ReadKey { get; init; }

    /// <summary>The columns of <see cref="Output"/>; a file or a pipe has no end.</summary>
    public Func<int> Columns { get; init; } = () => int.MaxValue;

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public static Terminal OfProcess()
    {
        Dictionary<string, string> environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
        bool isDumb = environment.GetValueOrDefault("TERM", "dumb") is "dumb" or "";

        // Not Console.In: in a terminal it edits lines by itself and takes Ctrl-D for a letter. The kernel does both right.
        FileStream input = new(new SafeFileHandle(StandardInput, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        return new Terminal
        {
            Input = new StreamReader(input),
            InputBytes = input,
            Output = Console.Out,
            Error = new TolerantWriter(Console.Error),
            HasColours = !Console.IsOutputRedirected && !isDumb && environment.GetValueOrDefault("NO_COLOR", "").Length == 0,
            ReadKey = Console.IsInputRedirected || Console.IsOutputRedirected || isDumb ? null : () => Console.ReadKey(intercept: true),
            Columns = Console.IsOutputRedirected
                ? () => int.MaxValue
                : () => Console.WindowWidth > 0 ? Console.WindowWidth : DefaultColumns,
            IsLive = !Console.IsErrorRedirected && !isDumb,
            Environment = environment,
        };
    }

    /// <summary>Writes one line of progress, which is not data.</summary>
    public void Report(string line) => Error.WriteLine(line);

    /// <summary>A console over <see cref="Error"/> for live views, without colour if NO_COLOR is set; null if <see cref="Error"/> cannot
    /// be redrawn.</summary>
    public IAnsiConsole? LiveConsole()
    {
        if (!IsLive)
        {
            return null;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new LiveOutput(Error),
            ColorSystem = Environment.GetValueOrDefault("NO_COLOR", "").Length > 0
                ? ColorSystemSupport.NoColors
                : ColorSystemSupport.Detect,
        });
        return console.Profile.Capabilities.Ansi ? console : null;
    }

    // Spectre.Console would not take a writer around Console.Error for the terminal that it is.
    private sealed class LiveOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        private readonly AnsiConsoleOutput _console = new(Console.Error);

        public TextWriter Writer => writer;

        public bool IsTerminal => _console.IsTerminal;

        public int Width => _console.Width;

        public int Height => _console.Height;

        public void SetEncoding(Encoding encoding) => _console.SetEncoding(encoding);
    }
}
