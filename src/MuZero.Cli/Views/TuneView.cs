using MuZero.Cli.Input;
using MuZero.Tuning.Running;
using Spectre.Console;

namespace MuZero.Cli.Views;

/// <summary>A study that runs: a table that is redrawn in place on a terminal, and a line for each trial that begins or ends
/// elsewhere.</summary>
internal sealed class TuneView : ITunerObserver, IDisposable
{
    private const string Erase = "\r\e[J";
    private const int LeastRows = 3;

    private static readonly TimeSpan _period = TimeSpan.FromSeconds(0.5);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, TrialProgress> _trials = [];
    private readonly Terminal _terminal;
    private readonly IAnsiConsole? _console;
    private readonly TunerSettings _settings;
    private readonly ITimer? _timer;
    private bool _isClosed;

    /// <summary>A view of a study.</summary>
    /// <param name="terminal">Where lines go.</param>
    /// <param name="console">A terminal with ANSI sequences, or null for lines only.</param>
    /// <param name="settings">The study's settings.</param>
    /// <param name="time">The clock of redrawing.</param>
    public TuneView(Terminal terminal, IAnsiConsole? console, TunerSettings settings, TimeProvider time)
    {
        (_terminal, _console, _settings) = (terminal, console, settings);
        _timer = console is null ? null : time.CreateTimer(_ => Redraw(), null, TimeSpan.Zero, _period);
    }

    /// <summary>The view that fits a terminal.</summary>
    public static TuneView Of(Terminal terminal, TunerSettings settings)
        => new(terminal, terminal.LiveConsole(), settings, TimeProvider.System);

    public void Report(string line)
    {
        lock (_lock)
        {
            Write(line);
            Draw();
        }
    }

    public void Changed(TrialProgress trial)
    {
        lock (_lock)
        {
            TrialPhase? before = _trials.TryGetValue(trial.Number, out TrialProgress? known) ? known.Phase : null;
            _trials[trial.Number] = trial;
            bool hasEnded = trial.Phase is TrialPhase.Complete or TrialPhase.Pruned or TrialPhase.Failed;
            if (_console is null && before != trial.Phase && trial.Phase != TrialPhase.Waiting && !(before is null && hasEnded))
            {
                Write(Line(trial));
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_lock)
        {
            Draw();
            _isClosed = true;
            if (_console is not null && _trials.Count > 0)
            {
                _console.Write(new ControlCode(Erase)); // the table of results follows
            }
        }
    }

    /// <summary>Draws the present table.</summary>
    internal void Redraw()
    {
        lock (_lock)
        {
            Draw();
        }
    }

    private void Write(string line)
    {
        if (_console is null)
        {
            _terminal.Report(line);
        }
        else
        {
            _console.Write(new ControlCode(Erase));
            _console.WriteLine(line, Style.Plain);
        }
    }

    // The cursor rests at the table's first character, so that whatever is written next replaces the table.
    private void Draw()
    {
        if (_console is null || _isClosed || _trials.Count == 0)
        {
            return;
        }

        int width = Math.Max(1, _console.Profile.Width - 1), rows = Math.Max(LeastRows, _console.Profile.Height - 4);
        IReadOnlyList<string> lines = [Summary(), .. TuneTable.Lines(_trials.Values, _settings.Metric, _settings.Direction, width, rows)];
        _console.Write(new ControlCode(Erase));
        _console.Write(string.Join('\n', lines.Select(line => line.Length <= width ? line : line[..width])), Style.Plain);
        _console.Write(new ControlCode($"\e[{lines.Count - 1}A\r"));
    }

    private string Summary()
    {
        int Count(params TrialPhase[] phases) => _trials.Values.Count(trial => phases.Contains(trial.Phase));
        return $"{Count(TrialPhase.Complete)} complete, {Count(TrialPhase.Pruned)} pruned, {Count(TrialPhase.Failed)} failed, "
            + $"{Count(TrialPhase.Running)} running, {Count(TrialPhase.Paused, TrialPhase.Waiting)} waiting"
            + $"{(_settings.Search == "grid" ? "" : $" of {_settings.Trials}")}";
    }

    private string Line(TrialProgress trial)
    {
        string metric = double.IsNaN(trial.Metric) ? "" : $", {_settings.Metric} {TuneTable.Number(trial.Metric)}";
        string iteration = trial.Iteration > 0 ? $", iteration {trial.Iteration}" : "";
        return $"trial {trial.Number} {trial.Phase.ToString().ToLowerInvariant()}{metric}{iteration}: "
            + $"{TuneTable.Parameters(trial.Parameters)}";
    }
}
