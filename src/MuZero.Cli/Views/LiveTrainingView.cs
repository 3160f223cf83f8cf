using MuZero.Results;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MuZero.Cli.Views;

/// <summary>A run as a table that is redrawn in place: the last iterations, and below it what was reported.</summary>
internal sealed class LiveTrainingView : IRunObserver
{
    private const int Rows = 12;
    private const int Lines = 4;

    private readonly LiveDisplayContext _display;
    private readonly Queue<IterationResult> _results = new();
    private readonly Queue<string> _lines = new();

    private LiveTrainingView(LiveDisplayContext display) => _display = display;

    /// <summary>Runs <paramref name="train"/> with a view of it on <paramref name="console"/>.</summary>
    public static RunSummary Run(IAnsiConsole console, Func<IRunObserver, RunSummary> train) =>
        console.Live(new Text("running the first iteration")).Overflow(VerticalOverflow.Ellipsis).Start(display => train(new LiveTrainingView(display)));

    public void Report(RunMessage message)
    {
        Keep(_lines, message.Text, Lines);
        Draw();
    }

    public RunVerdict IterationEnded(IterationResult result)
    {
        Keep(_results, result, Rows);
        Draw();
        return RunVerdict.Continue;
    }

    private void Draw() => _display.UpdateTarget(new Rows([Table(), .. _lines.Select(line => new Text(line))]));

    // Only columns that some row fills, so that a game shows its own kind of evaluation.
    private IRenderable Table()
    {
        if (_results.Count == 0)
        {
            return new Text("running the first iteration");
        }

        TrainingColumn[] columns = [.. TrainingColumn.All.Where(column => _results.Any(result => column.Text(result) is not null))];
        Table table = new() { Border = TableBorder.Simple };
        foreach (TrainingColumn column in columns)
        {
            table.AddColumn(new TableColumn(column.Title).RightAligned().NoWrap());
        }

        foreach (IterationResult result in _results)
        {
            table.AddRow([.. columns.Select(column => new Text(column.Text(result) ?? ""))]);
        }

        return table;
    }

    private static void Keep<T>(Queue<T> queue, T item, int count)
    {
        queue.Enqueue(item);
        if (queue.Count > count)
        {
            queue.Dequeue();
        }
    }
}
