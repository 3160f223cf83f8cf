using System.Globalization;
using System.Text.Json;
using MuZero.Tests.Shared;
using MuZero.Tuning.Studies;

namespace MuZero.Core.Tests.Tuning.Studies;

/// <summary>One journal file, used by this program and by Debian's python3-optuna.</summary>
public sealed class OptunaJournalTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private string Journal => _scratch["journal.log"];

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void OurFile_InOptuna_HasEqualTrials(ulong seed)
    {
        using Study study = Study.Open(new JournalFileLog(Journal), "größer 🎲", [Direction.Minimize, Direction.Maximize],
            StudyMaker.Options(seed));
        StudyMaker.Use(study, seed);

        AssertEqual(PythonOracle.Run("optuna_study.py", "read", Journal, study.Name), study);
    }

    [Fact]
    public void OptunasFile_Here_HasEqualTrialsAndGoesOn()
    {
        JsonElement theirs = PythonOracle.Run("optuna_study.py", "continue", Journal, "a");
        using Study study = Study.Load(new JournalFileLog(Journal));

        AssertEqual(theirs, study);
        Assert.Equal(
            [TrialState.Complete, TrialState.Complete, TrialState.Failed, TrialState.Pruned, TrialState.Running, TrialState.Waiting],
            study.Trials.Select(trial => trial.State));

        StudyTrial queued = study.Ask();
        Assert.Equal((5, 2.5), (queued.Number, queued.SuggestFloat("x", -5.0, 5.0)));
        study.Tell(queued, 0.25);
        study.Tell(study.Ask(), 0.5);

        AssertEqual(PythonOracle.Run("optuna_study.py", "continue", Journal, "a"), study);
    }

    [Fact]
    public void OneFile_SeveralStudiesOfBoth_AreMapped()
    {
        PythonOracle.Run("optuna_study.py", "append", Journal, "theirs", "3");
        using Study ours = Study.Create(new JournalFileLog(Journal), "ours", [Direction.Minimize]);
        StudyMaker.Use(Study.Create(new JournalFileLog(Journal), "both", [Direction.Minimize, Direction.Minimize]), 7);
        ours.Tell(ours.Ask(), 1.0);
        PythonOracle.Run("optuna_study.py", "append", Journal, "theirs", "2");
        PythonOracle.Run("optuna_study.py", "append", Journal, "ours", "2");
        ours.Tell(ours.Ask(), 2.0);

        using Study theirs = Study.Load(new JournalFileLog(Journal), name: "theirs"),
            both = Study.Load(new JournalFileLog(Journal), name: "both");
        Assert.Equal((5, 4), (theirs.Trials.Count, ours.Trials.Count));
        AssertEqual(PythonOracle.Run("optuna_study.py", "read", Journal, "theirs"), theirs);
        AssertEqual(PythonOracle.Run("optuna_study.py", "read", Journal, "ours"), ours);
        AssertEqual(PythonOracle.Run("optuna_study.py", "read", Journal, "both"), both);
    }

    [Fact]
    public async Task OneStudy_BothAtTheSameTime_LoseNothing()
    {
        using Study study = Study.Create(new JournalFileLog(Journal), "a", [Direction.Minimize]);
        Task<JsonElement>[] others = [.. Enumerable.Range(0, 2)
            .Select(_ => Task.Run(() => PythonOracle.Run("optuna_study.py", "append", Journal, "a", "10")))];
        SpinWait.SpinUntil(() => study.Trials.Count > 0, TimeSpan.FromSeconds(60));
        for (int i = 0; i < 40; i++)
        {
            StudyTrial trial = study.Ask();
            study.Tell(trial, trial.SuggestFloat("x", -5.0, 5.0));
        }

        await Task.WhenAll(others);

        Assert.Equal(60, study.Trials.Count);
        Assert.All(study.Trials, trial => Assert.Equal((TrialState.Complete, trial.Parameters["x"].Value), (trial.State, trial.Value)));
        AssertEqual(PythonOracle.Run("optuna_study.py", "read", Journal, "a"), study);
    }

    private static void AssertEqual(JsonElement theirs, Study study)
    {
        IReadOnlyList<Trial> trials = study.Trials;
        Assert.Equal(study.Name, theirs.GetProperty("name").GetString());
        Assert.Equal(study.Directions.Select(direction => direction.ToString().ToUpperInvariant()),
            Texts(theirs.GetProperty("directions")));
        Assert.Equal(trials.Count, theirs.GetProperty("trials").GetArrayLength());
        foreach ((Trial ours, JsonElement trial) in trials.Zip(theirs.GetProperty("trials").EnumerateArray()))
        {
            AssertEqual(trial, ours);
        }
    }

    private static void AssertEqual(JsonElement theirs, Trial ours)
    {
        Assert.Equal(theirs.GetProperty("number").GetInt32(), ours.Number);
        Assert.Equal(theirs.GetProperty("state").GetString(),
            ours.State == TrialState.Failed ? "FAIL" : ours.State.ToString().ToUpperInvariant());
        Assert.Equal(theirs.GetProperty("values").EnumerateArray().Select(Number), ours.Values);
        Assert.Equal(Sorted(theirs.GetProperty("intermediate"))
            .Select(entry => (long.Parse(entry.Name, CultureInfo.InvariantCulture), Number(entry.Value))).Order(),
            ours.Intermediate.Select(reported => (reported.Step, reported.Value)));
        Assert.Equal(Sorted(theirs.GetProperty("params")).Select(entry => $"{entry.Name}={Value(entry.Value)}"),
            ours.Parameters.Values.OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
                .Select(parameter => $"{parameter.Name}={Value(JsonSerializer.SerializeToElement(parameter.Value))}"));
        Assert.Equal(theirs.GetProperty("distributions").EnumerateObject().Count(), ours.Parameters.Count);
        Assert.Equal(Attributes(theirs.GetProperty("user_attrs").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value)),
            Attributes(ours.UserAttributes));
        Assert.Equal(
            Attributes(theirs.GetProperty("system_attrs").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value)),
            Attributes(ours.SystemAttributes));
        Assert.Equal(Time(theirs.GetProperty("start")), ours.Started);
        Assert.Equal(Time(theirs.GetProperty("complete")), ours.Completed);
    }

    private static IOrderedEnumerable<JsonProperty> Sorted(JsonElement members)
        => members.EnumerateObject().OrderBy(entry => entry.Name, StringComparer.Ordinal);

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(element => element.GetString());

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Number
        ? element.GetDouble()
        : element.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.NaN,
        };

    // Python writes 1.0 where we write 1.
    private static string Value(JsonElement element) => element.ValueKind == JsonValueKind.Number
        ? element.GetDouble().ToString("R", CultureInfo.InvariantCulture)
        : element.ValueKind == JsonValueKind.String ? '"' + element.GetString() + '"' : element.GetRawText();

    private static IEnumerable<string> Attributes(IReadOnlyDictionary<string, JsonElement> attributes)
        => attributes.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={Canonical(entry.Value)}");

    private static string Canonical(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => string.Join(',', Sorted(element).Select(entry => $"{entry.Name}:{Canonical(entry.Value)}")),
        JsonValueKind.Array => $"[{string.Join(',', element.EnumerateArray().Select(Canonical))}]",
        _ => Value(element),
    };

    private static DateTime? Time(JsonElement element)
        => element.ValueKind == JsonValueKind.String ? DateTime.Parse(element.GetString()!, CultureInfo.InvariantCulture) : null;
}
