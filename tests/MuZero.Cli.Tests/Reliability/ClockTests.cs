using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MuZero.Tests.Chaos;

namespace MuZero.Cli.Tests.Reliability;

/// <summary>G22: processes whose clocks are wrong, or jump while they run (libfaketime).</summary>
public sealed class ClockTests(ITestOutputHelper output) : IDisposable
{
    private readonly FarmUnderTest _farm = new();
    private readonly List<Process> _started = [];

    [Fact]
    public void Clocks_WrongAndJumping_LeasesAndOrderDoNotMind()
    {
        _farm.Up();
        _farm.StatusOnceTraining(iteration: 1);
        string jumping = Path.Combine(_farm.LocalDirectory, "clock");
        File.WriteAllText(jumping, "+0\n");
        Start(Worker(1), ("FAKETIME", "+10y"));
        Start(Worker(2), ("FAKETIME", "-10y"));
        Start(Worker(3), ("FAKETIME_TIMESTAMP_FILE", jumping));
        FarmUnderTest.WaitUntil(() => _farm.Workers() == 5, _farm.Logs);
        File.WriteAllText(jumping, "-1h\n");
        AssertGoesOn("workers 10 years ahead, 10 years behind, and an hour back");

        // The trainer, at its old address.
        string[] trainer = _farm.Command("trainer");
        _farm.Signal("trainer", "KILL");
        FarmUnderTest.WaitUntil(() => !FarmUnderTest.IsRunning(_farm.IdOf("trainer")));
        File.Delete(Path.Combine(_farm.RunDirectory, "farm", "trainer.json"));
        Start(trainer, ("FAKETIME", "+1h"));
        AssertGoesOn("and the trainer an hour ahead");

        // libfaketime and Redis's allocator exclude each other; of Redis's clock nothing here depends: no key may have a time to live.
        string[] keys = _farm.Redis("KEYS", "*");
        Assert.NotEmpty(keys);
        Assert.All(keys.Take(50), key => Assert.Equal("-1", _farm.Redis("TTL", key)[0]));
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
        }

        _farm.Dispose();
    }

    private void AssertGoesOn(string what)
    {
        Stopwatch waited = Stopwatch.StartNew();
        FarmUnderTest.WaitUntil(() => _farm.Workers() == 5, _farm.Logs);
        long iteration = _farm.Results();
        Thread.Sleep(TimeSpan.FromSeconds(ChaosProfile.Pick(1, 20)));
        JsonElement status = _farm.StatusOnceTraining(iteration + 3);
        FarmUnderTest.WaitUntil(() => _farm.Status() is { } now
            && (status = now).GetProperty("workers").EnumerateArray().All(worker => worker.GetProperty("episodes").GetInt64() > 0),
            _farm.Logs);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {status.GetProperty("workers").GetArrayLength()} workers, iteration {status.GetProperty("training_iteration")}, "
                + $"{status.GetProperty("rejected_episodes")} rejected, after {waited.Elapsed.TotalSeconds:F1} s"));
        Assert.Equal(5, status.GetProperty("workers").GetArrayLength());
        Assert.Equal(0, status.GetProperty("rejected_episodes").GetInt64());
    }

    private string[] Worker(int number)
        => [MuZeroProgram.Executable, "selfplay", "--trainer", _farm.Flag("selfplay-1", "--trainer"), "--redis", _farm.RedisEndpoint(),
            "--spool", Path.Combine(_farm.LocalDirectory, $"spool-{number}")];

    private void Start(string[] command, params (string Name, string Value)[] clock)
    {
        string library = Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1",
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).First();
        // Without the last of these libfaketime shifts waits on the monotonic clock, even by an offset of 0.
        (string, string)[] settings = [("LD_PRELOAD", library), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_FORCE_MONOTONIC_FIX", "0")];
        Process process = MuZeroProgram.Start(command[0], command[1..], [.. settings, .. clock]);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _started.Add(process);
    }
}
