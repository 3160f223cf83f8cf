using System.Runtime.InteropServices;

namespace MuZero.Cli.Input;

/// <summary>Ctrl-C, SIGTERM and the end of the terminal (SIGHUP): the first requests an orderly end, the second ends at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly Terminal _terminal;
    private readonly string _onFirst;
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public Interruption(Terminal terminal, string onFirst = "Saving a checkpoint, then stopping. Press Ctrl-C again to quit immediately.")
    {
        _terminal = terminal;
        _onFirst = onFirst;
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, .. IsHangupIgnored() ? [] : new[] { PosixSignal.SIGHUP }];
        _registrations = Array.ConvertAll(signals, signal => PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        int count = Interlocked.Increment(ref _count);

        // A closed terminal sends several.
        if (count > 1 && context.Signal == PosixSignal.SIGHUP)
        {
            return;
        }

        if (count > 1)
        {
            Environment.Exit((int)ExitCode.Interrupted);
        }

        _terminal.Report(_terminal.IsLive ? $"\r\e[J{_onFirst}" : _onFirst); // in place of the progress line
        _source.Cancel();
    }

    // nohup's promise: proc(5), a mask of signals, the lowest bit for signal 1.
    private static bool IsHangupIgnored()
    {
        const string Field = "SigIgn:";
        const string Status = "/proc/self/status";
        return OperatingSystem.IsLinux()
            && File.Exists(Status)
            && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) is { } mask
            && (ulong.Parse(mask.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 1) != 0;
    }
}
