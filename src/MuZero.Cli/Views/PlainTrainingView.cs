using MuZero.Cli.Input;
using MuZero.Results;

namespace MuZero.Cli.Views;

/// <summary>A run as lines of text: for logs and pipes.</summary>
internal sealed class PlainTrainingView(Terminal terminal) : IRunObserver
{
    public void Report(RunMessage message) => terminal.Report(message.Text);

    public RunVerdict IterationEnded(IterationResult result)
    {
        terminal.Report($"iteration {result.Iteration}: {string.Join(", ", TrainingColumn.All.Skip(1).Select(column => column.Words(result)).OfType<string>())}");
        return RunVerdict.Continue;
    }
}
