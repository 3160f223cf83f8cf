using System.Runtime.InteropServices;

namespace MuZero.Cli.Input;

/// <summary>Ctrl-C and SIGTERM: the first requests an orderly end, the second ends at once.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly Terminal _terminal;
    private readonly string _onFirst;
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public Interruption(Terminal terminal, string onFirst = "stopping with a checkpoint; press again to stop at once")
    {
        _terminal = terminal;
        _onFirst = onFirst;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];
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
        if (Interlocked.Increment(ref _count) > 1)
        {
            if (_terminal.IsLive)
            {
                _terminal.Error.Write("\e[?25h"); // the live view hides the cursor
            }

            Environment.Exit((int)ExitCode.Interrupted);
        }

        _terminal.Report(_onFirst);
        _source.Cancel();
    }
}
