using System.CommandLine.Invocation;

namespace MuZero.Cli.Input;

/// <summary>Writes the program's version.</summary>
internal sealed class VersionAction(Terminal terminal, string version) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        terminal.Output.WriteLine($"muzero {version}");
        return 0;
    }
}
