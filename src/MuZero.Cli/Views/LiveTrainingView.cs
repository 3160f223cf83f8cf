using MuZero.Results;
using MuZero.SelfPlay;
using Spectre.Console;

namespace MuZero.Cli.Views;

/// <summary>A run in a terminal: a row for each iteration with as many columns as fit, and below them one line that is redrawn in
/// place.</summary>
/// <remarks>The cursor rests at the start of the redrawn line. Whatever is written next, by this class or by another, replaces it, and a
/// terminal that wraps the line because it became narrower leaves nothing behind.</remarks>
internal sealed class LiveTrainingView : IRunObserver, IDisposable
{
    private const string Erase = "\r\e[J";
    private const int RowsPerTitle = 20;

    private static readonly TimeSpan _period = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _betweenRows = TimeSpan.FromSeconds(1);
    private static readonly Style _title = new(decoration: Decoration.Bold);
    private static readonly Style _status = new(decoration: Decoration.Dim);

    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly RunProgress _progress;
    private readonly IReadOnlyList<TrainingColumn> _columns;
    private readonly ITimer _timer;
    private IReadOnlyList<TrainingColumn> _titled = [];
    private int _rows; // since the titles
    private TimeSpan _written; // when the last row was
    private IterationResult? _pending; // too soon for a row of its own
    private bool _isClosed;

    /// <summary>A view that begins to draw at once.</summary>
    /// <param name="console">A terminal with ANSI sequences.</param>
    /// <param name="setup">The run.</param>
    /// <param name="time">Clock and timer.</param>
    public LiveTrainingView(IAnsiConsole console, TrainingSetup setup, TimeProvider time)
    {
        (_console, _progress, _columns) = (console, new RunProgress(setup, time), TrainingColumn.Of(setup.Game.Spec.Players));
        _written = -_betweenRows;
        _timer = time.CreateTimer(_ => Redraw(), null, TimeSpan.Zero, _period);
    }

    private int Width => Math.Max(1, _console.Profile.Width - 1);

    public void Report(RunMessage message)
    {
        lock (_lock)
        {
            Write(message.Text, Style.Plain);
            DrawStatus();
        }
    }

    public void EpisodeFinished(Episode episode) => _progress.Add(episode);

    public void StepTaken(long step) => _progress.StepTaken(step);

    public RunVerdict IterationEnded(IterationResult result)
    {
        _progress.Add(result);
        lock (_lock)
        {
            bool isEvaluated = !double.IsNaN(result[Metrics.EvaluationMean]) || !double.IsNaN(result[Metrics.EvaluationScore]);
            if (isEvaluated || _progress.Elapsed - _written >= _betweenRows)
            {
                WriteRow(result);
            }
            else
            {
                _pending = result;
            }

            DrawStatus();
        }

        return RunVerdict.Continue;
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            if (_pending is not null)
            {
                WriteRow(_pending);
            }

            _isClosed = true;
            _console.Write(new ControlCode(Erase));
        }
    }

    /// <summary>Draws the line of the present state.</summary>
    internal void Redraw()
    {
        lock (_lock)
        {
            if (!_isClosed)
            {
                DrawStatus();
            }
        }
    }

    private void WriteRow(IterationResult result)
    {
        IReadOnlyList<TrainingColumn> columns = TrainingColumn.Fitting(_columns, Width);
        if (columns.Count == 0)
        {
            Write(TrainingColumn.Words(_columns.OrderBy(column => column.Rank), result, Width), Style.Plain);
        }
        else
        {
            if (!columns.SequenceEqual(_titled) || _rows == RowsPerTitle)
            {
                Write(TrainingColumn.Titles(columns), _title);
                _rows = 0;
            }

            Write(TrainingColumn.Row(columns, result), Style.Plain);
            _rows++;
        }

        (_titled, _written, _pending) = (columns, _progress.Elapsed, null);
    }

    private void Write(string text, Style style)
    {
        _console.Write(new ControlCode(Erase));
        _console.WriteLine(text, style);
    }

    private void DrawStatus()
    {
        _console.Write(new ControlCode(Erase));
        _console.Write(_progress.Line(Width), _status);
        _console.Write(new ControlCode("\r"));
    }
}
