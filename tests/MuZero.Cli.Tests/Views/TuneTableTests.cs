using MuZero.Cli.Input;
using MuZero.Cli.Views;
using MuZero.Options;
using MuZero.Tuning.Running;
using MuZero.Tuning.Spaces;
using MuZero.Tuning.Studies;
using Spectre.Console;

namespace MuZero.Cli.Tests.Views;

public class TuneTableTests
{
    private static readonly TrialProgress[] _trials =
    [
        Trial(0, TrialPhase.Complete, 0.5), Trial(1, TrialPhase.Complete, 0.75), Trial(2, TrialPhase.Running, 0.9),
        Trial(3, TrialPhase.Pruned, 0.1),
        Trial(4, TrialPhase.Waiting, double.NaN), Trial(5, TrialPhase.Failed, double.NaN),
    ];

    [Theory]
    [InlineData(Direction.Maximize, "1")]
    [InlineData(Direction.Minimize, "0")]
    public void Lines_Best_IsMarkedAndFirstOfThoseThatEnded(Direction direction, string best)
    {
        IReadOnlyList<string> lines = TuneTable.Lines(_trials, "evaluation/mean", direction, 200, 10);

        Assert.Equal($"* {best}", Assert.Single(lines, line => line.StartsWith('*'))[..3]);
        Assert.StartsWith("  2     running", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"* {best}     complete", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("learning_rate=0.001 kind=mlp", lines[1], StringComparison.Ordinal);
        Assert.Contains(" 1:05 ", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, 3)]
    [InlineData(40, 10)]
    [InlineData(12, 2)]
    [InlineData(1, 1)]
    public void Lines_AnySize_FitIntoIt(int width, int rows)
    {
        IReadOnlyList<string> lines = TuneTable.Lines(_trials, "evaluation/mean", Direction.Maximize, width, rows);

        Assert.InRange(lines.Count, 1, rows + 1);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void View_OnATerminal_RedrawsOneTableInPlace()
    {
        using StringWriter screen = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(screen)
        });
        console.Profile.Width = 60;
        console.Profile.Height = 20;
        using (TuneView view = View(screen, console))
        {
            Array.ForEach(_trials, view.Changed);
            view.Report("trial 2 goes on");
            view.Redraw();
        }

        string[] frames = screen.ToString().Split("\r\e[J", StringSplitOptions.RemoveEmptyEntries);
        string table = frames.Last(frame => frame.Contains("TRIAL", StringComparison.Ordinal));
        Assert.StartsWith("2 complete, 1 pruned, 1 failed, 1 running, 1 waiting of 10", table, StringComparison.Ordinal);
        Assert.EndsWith($"\e[{_trials.Length + 1}A\r", table, StringComparison.Ordinal); // back to the table's first line
        Assert.Contains(frames, frame => frame.StartsWith("trial 2 goes on", StringComparison.Ordinal));
    }

    [Fact]
    public void View_InAFile_HasALineForEachBeginningAndEnd()
    {
        using StringWriter error = new();
        using TuneView view = View(error, null);

        view.Changed(Trial(7, TrialPhase.Complete, 1.0)); // of an earlier process
        view.Changed(Trial(8, TrialPhase.Waiting, double.NaN));
        view.Changed(Trial(8, TrialPhase.Running, double.NaN));
        view.Changed(Trial(8, TrialPhase.Running, 0.25));
        view.Changed(Trial(8, TrialPhase.Complete, 0.5));

        Assert.Equal(
            "trial 8 running, iteration 12: learning_rate=0.001 kind=mlp\ntrial 8 complete, evaluation/mean 0.5, iteration 12: "
                + "learning_rate=0.001 kind=mlp\n",
            error.ToString().ReplaceLineEndings("\n"));
    }

    private static TuneView View(StringWriter error, IAnsiConsole? console) => new(
        new Terminal { Input = TextReader.Null, Output = TextWriter.Null, Error = error },
        console,
        new TunerSettings
        {
            Game = "cartpole",
            Space = SearchSpace.Parse("{\"search.c1\": {\"uniform\": [1, 2]}}", "--space"),
            Options = new RunOptions(),
            Metric = "evaluation/mean",
            Trials = 10,
        },
        TimeProvider.System);

    private static TrialProgress Trial(int number, TrialPhase phase, double metric) => new(
        number, phase, new Dictionary<string, object?> { ["training.learning_rate"] = 0.001, ["network.kind"] = "mlp" }, metric, 12, 65.0);
}
