using System.Text.Json;
using MuZero.Records;
using MuZero.Results;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Records;

public sealed class RunJournalTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly RunDirectory _run;

    public RunJournalTests() => _run = RunDirectory.Create(_scratch.FullPath, "run");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Append_OneIteration_OneLineInEachFile()
    {
        Record(0, new KeyValuePair<string, double>[][] { [new("training_iteration", 1), new("loss", 0.1), new("nan", double.NaN),
            new("inf", double.PositiveInfinity), new("a,\"b\"", 2)] });

        Assert.Equal(
            """{"training_iteration":1,"loss":0.1,"nan":null,"inf":null,"a,\u0022b\u0022":2}""" + "\n", File.ReadAllText(_run.ResultPath));
        Assert.Equal("training_iteration,loss,nan,inf,\"a,\"\"b\"\"\"\n1,0.1,,,2\n", File.ReadAllText(_run.ProgressPath));
    }

    [Fact]
    public void Append_ColumnsComeAndGo_TableHasTheUnion()
    {
        Record(0, [new("training_iteration", 1), new("loss", 3)], [new("training_iteration", 2), new("score", 0.5), new("loss", 2)],
            [new("training_iteration", 3)]);

        Assert.Equal("training_iteration,loss,score\n1,3,\n2,2,0.5\n3,,\n", File.ReadAllText(_run.ProgressPath));
    }

    [Fact]
    public void Open_ResumedFromEarlier_DropsLaterLines()
    {
        Record(0, Iteration(1), Iteration(2), Iteration(3));

        Record(2);
        Assert.Equal(3, File.ReadAllLines(_run.ProgressPath).Length);
        Record(2, Iteration(3), Iteration(4));

        Assert.Equal([1, 2, 3, 4], Iterations());
        Assert.Equal(5, File.ReadAllLines(_run.ProgressPath).Length);
    }

    [Fact]
    public void Open_TornAnywhere_KeepsWholeLines()
    {
        Record(0, Iteration(1), Iteration(2), Iteration(3));
        byte[] result = File.ReadAllBytes(_run.ResultPath), progress = File.ReadAllBytes(_run.ProgressPath);
        int third = Array.LastIndexOf(result, (byte)'\n', result.Length - 2) + 1;

        for (int length = third; length < result.Length - 1; length++)
        {
            File.WriteAllBytes(_run.ResultPath, result[..length]);
            File.WriteAllBytes(_run.ProgressPath, progress[..(progress.Length / 2)]);

            Record(3, Iteration(4));

            Assert.Equal([1, 2, 4], Iterations());
            Assert.Equal("training_iteration,timesteps_total,loss\n1,10,0.25\n2,20,0.25\n4,40,0.25\n", File.ReadAllText(_run.ProgressPath));
        }
    }

    [Fact]
    public void Open_NewRunOverOldRecords_BeginsAnew()
    {
        Record(0, Iteration(1), Iteration(2));

        Record(0);

        Assert.Empty(Iterations());
    }

    [Fact]
    public void Append_WithoutItsNumberOrTwice_IsRefused()
    {
        using RunJournal journal = new(_run, 0, TimeProvider.System);

        Assert.Throws<ArgumentException>(() => journal.Append(new(1, [new("loss", 1)])));
        Assert.Throws<ArgumentException>(() => journal.Append(new(1, [new("training_iteration", 1), new("training_iteration", 1)])));
    }

    [Fact]
    public void Append_ReadByPython_TensorBoardHasTheSame()
    {
        using (RunJournal journal = new(_run, 0, new FixedClock(1_700_000_000.25)))
        {
            journal.Append(new(1, [new("training_iteration", 1), new("timesteps_total", 10), new("loss", 0.25), new("nan", double.NaN)]));
            journal.Append(new(2, [new("training_iteration", 2), new("timesteps_total", 5_000_000_000), new("loss", -1e-3)]));
        }

        JsonElement[] events = Events();

        Assert.Equal("brain.Event:2", events[0].GetProperty("file_version").GetString());
        Assert.All(events, entry => Assert.Equal(1_700_000_000.25, entry.GetProperty("wall_time").GetDouble()));
        Assert.Equal([10, 5_000_000_000], events[2..].Select(entry => entry.GetProperty("step").GetInt64()));
        Assert.Equal(
            [("training_iteration", 1f), ("timesteps_total", 10f), ("loss", 0.25f), ("training_iteration", 2f), ("timesteps_total", 5e9f),
                ("loss", -1e-3f)],
            events[2..].SelectMany(entry => entry.GetProperty("values").EnumerateArray())
                .Select(value => (value[0].GetString()!, value[1].GetSingle())));
    }

    [Fact]
    public void Append_NotYetDisposed_TensorBoardCanRead()
    {
        using RunJournal journal = new(_run, 0, TimeProvider.System);
        journal.Append(new(1, Iteration(1)));

        Assert.Equal(3, Events().Length);
    }

    [Fact]
    public void Open_Resumed_NewEventFileContinuesTheStep()
    {
        Record(0, Iteration(1), Iteration(2), Iteration(3));

        Record(2, Iteration(3));

        JsonElement[] resumed = Events()[^3..];
        string[] files = Directory.GetFiles(_run.FullPath, "events.out.tfevents.*");
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.Matches(@"^events\.out\.tfevents\.17000000\d\d\.[A-Za-z0-9.-]+$", Path.GetFileName(file)));
        Assert.Equal(1, resumed[1].GetProperty("session").GetInt32());
        Assert.Equal(21, resumed[1].GetProperty("step").GetInt64());
        Assert.Equal(30, resumed[2].GetProperty("step").GetInt64());
    }

    [Fact]
    public void Read_WhatWasAppended_GivesTheSame()
    {
        Record(0, Iteration(1), [new("training_iteration", 2), new("loss", double.NaN)]);
        File.AppendAllText(_run.ResultPath, "{\"training_iteration\":3,\"lo");

        IReadOnlyList<IterationResult> results = new RunJournalReader(_run).Read();

        Assert.Equal([1, 2], results.Select(result => result.Iteration));
        Assert.Equal(0.25, results[0]["loss"]);
        Assert.True(double.IsNaN(results[1]["loss"]));
    }

    [Fact]
    public void Follow_RunGoesOn_YieldsWhatIsAppended()
    {
        Record(0, Iteration(1), Iteration(2));
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(30));
        List<long> seen = [];

        foreach (IterationResult result in new RunJournalReader(_run).Follow(stop.Token))
        {
            seen.Add(result.Iteration);
            if (seen.Count == 2)
            {
                Record(2, Iteration(3));
            }
            else if (seen.Count == 3)
            {
                stop.Cancel();
            }
        }

        Assert.Equal([1, 2, 3], seen);
    }

    private static KeyValuePair<string, double>[] Iteration(int number)
        => [new("training_iteration", number), new("timesteps_total", number * 10), new("loss", 0.25)];

    private void Record(long resumed, params KeyValuePair<string, double>[][] iterations)
    {
        using RunJournal journal = new(_run, resumed, new FixedClock(1_700_000_000));
        Array.ForEach(iterations, values => journal.Append(new((long)values[0].Value, values)));
    }

    private int[] Iterations() =>
        [.. File.ReadLines(_run.ResultPath)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("training_iteration").GetInt32())];

    private JsonElement[] Events() =>
        [.. PythonOracle.Run("read_tensorboard.py",
            [.. Directory.GetFiles(_run.FullPath, "events.out.tfevents.*").Order(StringComparer.Ordinal)]).EnumerateArray()];

    private sealed class FixedClock(double seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds);
    }
}
