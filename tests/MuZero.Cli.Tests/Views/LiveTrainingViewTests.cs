using System.Text;
using System.Text.RegularExpressions;
using MuZero.Cli.Views;
using MuZero.Options;
using MuZero.Records;
using MuZero.Results;
using MuZero.Runs;
using Spectre.Console;

namespace MuZero.Cli.Tests.Views;

public sealed class LiveTrainingViewTests : IDisposable
{
    private readonly Screen _screen = new();
    private readonly StoppedTime _time = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void BeforeTheFirstIteration_ShowsTimeEpisodesAndSteps()
    {
        using LiveTrainingView view = Create(new RunOptions());

        _screen.Columns = 80;
        _time.Now += TimeSpan.FromSeconds(1);
        view.Redraw();

        Assert.EndsWith("0:01, 0 episodes, filling the replay buffer (0 of 1000 positions)\e[0m\r", _screen.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training_steps", 100, "0:20, 0 episodes, step 20, 1:20 left")]
    [InlineData("training_iteration", 1, "0:20, 0 episodes, step 20, 3:00 left")]
    [InlineData("time_total_s", 50, "0:20, 0 episodes, step 20, 0:30 left")]
    [InlineData("evaluation/mean", 50, "0:20, 0 episodes, step 20")]
    public void StopCriterion_Steady_GivesTheTimeLeft(string metric, double target, string expected)
    {
        using LiveTrainingView view = Create(new RunOptions { Stop = new Dictionary<string, double> { [metric] = target } });
        for (int step = 0; step <= 20; step++)
        {
            view.StepTaken(step);
            view.Redraw();
            _time.Now += TimeSpan.FromSeconds(step < 20 ? 1 : 0);
        }

        Assert.EndsWith($"{expected}\e[0m\r", _screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void StopCriteria_OneWithoutEstimate_GivesABound()
    {
        using LiveTrainingView view = Create(
            new RunOptions { Stop = new Dictionary<string, double> { ["time_total_s"] = 60, ["evaluation/mean"] = 3 } });

        view.StepTaken(1);
        view.Redraw();

        Assert.EndsWith("at most 1:00 left\e[0m\r", _screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Iterations_AfterAResize_HaveTitlesOfTheNewWidth()
    {
        using LiveTrainingView view = Create(new RunOptions());
        End(view, 1);
        _screen.Columns = 100;
        End(view, 2);
        _screen.Columns = 30;
        End(view, 3);

        string[] lines = _screen.Lines;
        Assert.Contains("iteration      step    score     loss     time", lines);
        Assert.Contains(lines,
            line => line.EndsWith("simulations/s", StringComparison.Ordinal) || line.Contains("episodes", StringComparison.Ordinal));
        Assert.Contains("3: step 30, loss 0.500", lines);
    }

    [Fact]
    public void Iterations_ManyInASecond_ShowTheFirstTheEvaluatedAndTheLast()
    {
        using (LiveTrainingView view = Create(new RunOptions()))
        {
            End(view, 1, after: TimeSpan.Zero);
            End(view, 2, after: TimeSpan.Zero);
            End(view, 3, after: TimeSpan.Zero, Metrics.EvaluationScore.Of(0.75));
            End(view, 4, after: TimeSpan.Zero);
            End(view, 5, after: TimeSpan.Zero);
        }

        Assert.Equal(["1", "3", "5"],
            _screen.Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 3 && int.TryParse(words[0], out _)).Select(words => words[0]));
    }

    [Fact]
    public void Lines_OfAnyWidth_Fit()
    {
        RunOptions options = new() { Stop = new Dictionary<string, double> { ["time_total_s"] = 60 } };
        using LiveTrainingView view = Create(options);
        view.StepTaken(1);

        for (int width = 1; width <= 140; width++)
        {
            _screen.Clear();
            _screen.Columns = width;
            End(view, width);

            Assert.All(_screen.Lines, line => Assert.True(line.Length < Math.Max(2, width), line));
        }
    }

    private LiveTrainingView Create(RunOptions options) => new(_screen.Console, new TrainingSetup
    {
        Game = Composition.Games().Load("tictactoe"),
        GameReference = "tictactoe",
        Options = options,
        Directory = RunDirectory.Named(Path.GetTempPath(), "never-written"),
    }, _time);

    private void End(LiveTrainingView view, int iteration, TimeSpan? after = null, params KeyValuePair<string, double>[] more)
    {
        _time.Now += after ?? TimeSpan.FromSeconds(2);
        _ = view.IterationEnded(new IterationResult(iteration,
            [Metrics.TrainingIteration.Of(iteration), Metrics.TrainingSteps.Of(10 * iteration), Metrics.LossTotal.Of(0.5),
                Metrics.TotalSeconds.Of(2 * iteration), .. more]));
    }

    // A clock that stands still, whose timers never fire.
    private sealed class StoppedTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new StoppedTimer();

        private sealed class StoppedTimer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }

    private sealed class Screen : IAnsiConsoleOutput, IDisposable
    {
        private readonly StringWriter _written = new();

        public Screen()
            => Console = AnsiConsole.Create(new AnsiConsoleSettings
            {
                Out = this,
                Ansi = AnsiSupport.Yes,
                ColorSystem = ColorSystemSupport.NoColors
            });

        public IAnsiConsole Console { get; }

        public int Columns { get; set; } = 60;

        public string Text => _written.ToString();

        /// <summary>The text between line breaks and returns, without escapes.</summary>
        public string[] Lines
            => [.. Regex.Replace(Text, @"\e\[[0-9;]*[A-Za-z]", "").Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

        public TextWriter Writer => _written;

        public bool IsTerminal => true;

        public int Width => Columns;

        public int Height => 24;

        public void Clear() => _written.GetStringBuilder().Clear();

        public void SetEncoding(Encoding encoding)
        {
        }

        public void Dispose() => _written.Dispose();
    }
}
