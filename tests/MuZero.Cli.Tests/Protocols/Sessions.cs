using System.Text;
using MuZero.Cli.Input;

namespace MuZero.Cli.Tests.Protocols;

/// <summary>Whole sessions with a protocol's command, without a process.</summary>
internal static class Sessions
{
    /// <summary>Runs a command with a text as its standard input.</summary>
    public static Ending Run(string input, params string[] words) => Run(Encoding.UTF8.GetBytes(input), words);

    /// <summary>The same with bytes.</summary>
    public static Ending Run(byte[] input, params string[] words)
    {
        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(words, new Terminal
        {
            Input = new StreamReader(new MemoryStream(input)),
            InputBytes = new MemoryStream(input),
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
        });
        return new Ending(code, output.ToString(), error.ToString());
    }

    /// <summary>The lines of an output.</summary>
    public static string[] Lines(this Ending ending) => ending.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
