using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using MuZero.Errors;

namespace MuZero.Engines;

/// <summary>A child process that is spoken to in lines. No call lasts longer than the deadline, whatever the process does.</summary>
/// <remarks>Used by one thread at a time; <see cref="Dispose"/> may come from another. On Linux the process leads a session of its own:
/// Ctrl-C in the terminal does not reach it, and what it started ends with it.</remarks>
internal sealed partial class EngineProcess : IDisposable
{
    private const int LongestLine = 1 << 16;
    private const int MostLines = 1 << 12; // that wait to be read; the process is not read further until they are fewer
    private const int LastWordsLength = 200;
    private const int KillSignal = 9;

    private static readonly TimeSpan _leave = TimeSpan.FromSeconds(1); // for the process to end by itself
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly BlockingCollection<string> _lines = new(MostLines);
    private readonly CancellationTokenSource _closed = new();
    private readonly Process _process;
    private readonly string _name;
    private readonly TimeSpan _patience;
    private readonly bool _leadsGroup;
    private readonly Thread _errors;
    private string _lastWords = "";
    private bool _wroteTooLong;
    private bool _isBroken; // not asked to end, but killed
    private int _isDisposed;

    private EngineProcess(Process process, string name, TimeSpan patience, bool leadsGroup)
    {
        (_process, _name, _patience, _leadsGroup) = (process, name, patience, leadsGroup);
        new Thread(ReadOutput) { IsBackground = true, Name = $"output of {name}" }.Start();
        _errors = new Thread(ReadErrors) { IsBackground = true, Name = $"errors of {name}" };
        _errors.Start();
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Starts an engine.</summary>
    /// <exception cref="UserException">There is no such program (exit code 2).</exception>
    public static EngineProcess Start(EngineSettings settings)
    {
        string program = EngineProgram.Find(settings.Command[0]);
        string? session = OperatingSystem.IsLinux() ? EngineProgram.Search("setsid") : null;
        ProcessStartInfo start = new(session ?? program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = _utf8,
            StandardErrorEncoding = _utf8,
        };
        string[] words = [.. session is null ? [] : new[] { program }, .. settings.Command.Skip(1)];
        Array.ForEach(words, start.ArgumentList.Add);
        try
        {
            return new EngineProcess(Process.Start(start)!, Path.GetFileName(program), settings.Deadline, session is not null);
        }
        catch (Win32Exception fault)
        {
            throw UserException.Usage(
                $"The engine {program} cannot be started: {fault.Message}. Check its rights and that it is a program of this machine.");
        }
    }

    /// <summary>The program's name in messages.</summary>
    public string Name => _name;

    /// <summary>The end of the time for an answer to a question that is asked now.</summary>
    public TimeSpan NextDeadline() => Now + _patience;

    /// <summary>Sends a line.</summary>
    /// <exception cref="EngineFault">The process has ended, or does not read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Write(string line, CancellationToken cancellation)
    {
        try
        {
            // A process that does not read fills the pipe, and this would wait for ever.
            Stream input = _process.StandardInput.BaseStream;
            byte[] bytes = _utf8.GetBytes(line + "\n");
            Task write = Task.Run(() =>
            {
                input.Write(bytes);
                input.Flush();
            }, CancellationToken.None);
            if (!write.Wait(_patience, cancellation))
            {
                _isBroken = true;
                throw Slow($"read '{line}'");
            }
        }
        catch (Exception fault) when (fault is AggregateException { InnerException: IOException or ObjectDisposedException }
            or ObjectDisposedException)
        {
            throw Ended($"it answered '{line}'");
        }
    }

    /// <summary>The next line that the process writes, without its end.</summary>
    /// <param name="deadline">The end of the wait, from <see cref="NextDeadline"/>.</param>
    /// <param name="question">What it is asked, for messages.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineFault">The process ended, was too slow or wrote an endless line.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public string Read(TimeSpan deadline, string question, CancellationToken cancellation)
    {
        TimeSpan left = deadline - Now;
        _isBroken = true; // until it has answered
        if (_lines.TryTake(out string? line, left > TimeSpan.Zero ? (int)Math.Min(left.TotalMilliseconds + 1.0, int.MaxValue) : 0,
            cancellation))
        {
            _isBroken = false;
            return line;
        }

        throw Volatile.Read(ref _wroteTooLong)
            ? new EngineFault(ExitCode.RunFailed,
                $"{_name} wrote a line of more than {LongestLine:N0} characters after '{question}', which is not an answer.")
            : _lines.IsCompleted ? Ended($"it answered '{question}'") : Slow($"answer '{question}'");
    }

    /// <summary>Ends the process and all that it started. It is asked to end first, unless it has left a question open.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _closed.Cancel(); // releases a thread that reads more than is taken
        if (!_isBroken && !_process.HasExited)
        {
            _ = Task.Run(Leave);
            _process.WaitForExit(_leave);
        }

        KillAll();
        _process.Dispose();
    }

    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    private void Leave()
    {
        try
        {
            _process.StandardInput.BaseStream.Write("quit\n"u8);
            _process.StandardInput.Close();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private void OnExit(object? sender, EventArgs arguments) => KillAll();

    private void KillAll()
    {
        if (_leadsGroup)
        {
            _ = Signal(-_process.Id, KillSignal); // also the children of a process that has ended
        }

        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    private void ReadOutput()
    {
        try
        {
            StringBuilder line = new();
            char[] letters = new char[4096];
            for (int count; (count = _process.StandardOutput.Read(letters)) > 0 && !_wroteTooLong;)
            {
                foreach (char letter in letters.AsSpan(0, count))
                {
                    Take(line, letter);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException
            or InvalidOperationException)
        {
            // The process was ended from this side.
        }
        finally
        {
            _lines.CompleteAdding();
        }
    }

    private void Take(StringBuilder line, char letter)
    {
        if (letter == '\n')
        {
            _lines.Add(line.ToString().TrimEnd('\r'), _closed.Token);
            _ = line.Clear();
        }
        else if (line.Length < LongestLine)
        {
            _ = line.Append(letter);
        }
        else
        {
            Volatile.Write(ref _wroteTooLong, true);
        }
    }

    private void ReadErrors()
    {
        try
        {
            char[] letters = new char[4096];
            for (int count; (count = _process.StandardError.Read(letters)) > 0;)
            {
                string words = (_lastWords + new string(letters, 0, count)).TrimEnd();
                Volatile.Write(ref _lastWords, words.Length > LastWordsLength ? words[^LastWordsLength..] : words);
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was ended from this side.
        }
    }

    private EngineFault Slow(string what) => new(
        ExitCode.Unreachable,
        string.Create(CultureInfo.InvariantCulture,
            $"{_name} did not {what} within {_patience.TotalSeconds:0.###} s. Give it an easier level, or more time with "
            + $";deadline=SECONDS."));

    private EngineFault Ended(string before)
    {
        string code = _process.WaitForExit(_leave)
            ? string.Create(CultureInfo.InvariantCulture, $" with exit code {_process.ExitCode}")
            : "";
        _ = _errors.Join(_leave); // it may have more to read
        string words = Volatile.Read(ref _lastWords) is { Length: > 0 } last
            ? $" It wrote: {string.Join(' ', last.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}"
            : "";
        return new EngineFault(ExitCode.Unreachable,
            $"{_name} ended{code} before {before}. Check its arguments and that it speaks this protocol.{words}");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
