using MuZero.Cli.Input;

namespace MuZero.Cli.Tests;

/// <summary>The program without a process of its own: hundreds of command lines a second.</summary>
internal static class InProcess
{
    public static Ending Run(params string[] words) => Run(words, new Dictionary<string, string>());

    public static Ending Run(string[] words, IReadOnlyDictionary<string, string> environment)
    {
        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(words, new Terminal
        {
            Input = TextReader.Null,
            Output = TextWriter.Synchronized(output),
            Error = TextWriter.Synchronized(error),
            Environment = environment,
        });
        return new Ending(code, output.ToString(), error.ToString());
    }
}
