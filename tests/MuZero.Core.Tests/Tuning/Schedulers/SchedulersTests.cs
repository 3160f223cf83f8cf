using MuZero.Errors;
using MuZero.Tests.Shared;
using MuZero.Tuning.Schedulers;
using MuZero.Tuning.Spaces;
using Registry = MuZero.Tuning.Schedulers.Schedulers;

namespace MuZero.Core.Tests.Tuning.Schedulers;

public class SchedulersTests
{
    private static readonly Dictionary<string, Distribution> _space = new() { ["lr"] = new FloatDistribution(1e-4, 1.0, Log: true) };

    [Theory]
    [InlineData("fifo", typeof(FifoScheduler))]
    [InlineData("median", typeof(MedianStoppingScheduler))]
    [InlineData("asha", typeof(AshaScheduler))]
    [InlineData("hyperband", typeof(HyperbandScheduler))]
    [InlineData("pbt", typeof(PopulationBasedTraining))]
    public void Create_Name_IsItsClass(string name, Type type)
    {
        Assert.IsType(type, Registry.Create(name, null, 1, _space));
        Assert.Equal("training_iteration", Registry.TimeAttribute(name, null));
        Assert.Equal("time_total_s", Registry.TimeAttribute(name, """{"time_attr": "time_total_s"}"""));
    }

    [Fact]
    public void Create_Settings_Apply()
    {
        ITrialScheduler asha = Registry.Create(
            "asha", """{"max_t": 7, "grace_period": 5, "reduction_factor": 2.5, "brackets": 1}""", 1, _space);
        asha.Added(0, new Dictionary<string, object?>());

        Assert.Equal(TrialAction.Continue, asha.Reported(0, 6, 0.0).Action);
        Assert.Equal(TrialAction.Stop, asha.Reported(0, 7, 0.0).Action);
    }

    [Theory]
    [InlineData("ahsa", null, "There is no scheduler 'ahsa'. Did you mean 'asha'? "
        + "Schedulers: fifo, median, asha, hyperband, pbt, pbt_replay.")]
    [InlineData("asha", """{"max_r": 3}""", "asha has no setting 'max_r'. Did you mean 'max_t'? Settings: "
        + "max_t, grace_period, reduction_factor, brackets, stop_last_trials, time_attr.")]
    [InlineData("asha", """{"reduction_factor": 1}""", "reduction_factor of asha is 1; it must be a number from 1.001 to 1000000.")]
    [InlineData("asha", """{"max_t": 3, "grace_period": 4}""", "grace_period is 4 and max_t is 3; "
        + "the grace period must not be longer than max_t.")]
    [InlineData("asha", """{"time_attr": "training_iterations"}""", "time_attr is 'training_iterations'; it must be a result that grows: "
        + "training_iteration, timesteps_total, episodes_total, training_steps, time_total_s. Did you mean 'training_iteration'?")]
    [InlineData("pbt", """{"hyperparam_mutations": ["rl"]}""", "hyperparam_mutations names 'rl', which is not in the search space. "
        + "Did you mean 'lr'? Parameters: lr.")]
    [InlineData("pbt_replay", null, "pbt_replay has no schedule to replay. Name its file: {\"policy_file\": \"FILE\"}.")]
    public void Create_Unfit_IsOneLineWithARemedy(string name, string? json, string message)
    {
        UserException fault = Assert.Throws<UserException>(() => Registry.Create(name, json, 1, _space));

        Assert.Equal(message, fault.Message);
    }

    [Fact]
    public void Create_Replay_ReadsTheFile()
    {
        using ScratchDirectory scratch = new();
        File.WriteAllText(
            scratch["schedule.json"], """{"trial":4,"parameters":{"lr":0.5},"changes":[{"time":3,"parameters":{"lr":0.25}}]}""");
        string config = $$"""{"policy_file": "{{scratch["schedule.json"]}}"}""";

        ITrialScheduler replay = Registry.Create("pbt_replay", config, 1, _space);
        replay.Added(0, new Dictionary<string, object?>());

        Assert.Equal(TrialAction.Continue, replay.Reported(0, 2, 0.0).Action);
        Assert.Equal(0.25, replay.Reported(0, 3, 0.0).Parameters!["lr"]);
    }

    [Fact]
    public void Create_ReplayWithoutItsFile_NamesIt()
    {
        using ScratchDirectory scratch = new();
        File.WriteAllText(scratch["broken.json"], """{"trial":4""");

        string missing = Assert.Throws<UserException>(
            () => Registry.Create("pbt_replay", """{"policy_file": "/no/file"}""", 1, _space)).Message;
        string broken = Assert.Throws<CorruptDataException>(
            () => Registry.Create("pbt_replay", $$"""{"policy_file": "{{scratch["broken.json"]}}"}""", 1, _space)).Message;

        Assert.StartsWith("/no/file cannot be read", missing, StringComparison.Ordinal);
        Assert.Contains("is not a schedule of population based training", broken, StringComparison.Ordinal);
    }
}
