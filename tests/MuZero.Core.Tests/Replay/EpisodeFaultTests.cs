using Google.Protobuf;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Replay;
using MuZero.Tests.Shared;
using WireEpisode = MuZero.Replay.Wire.Episode;

namespace MuZero.Core.Tests.Replay;

/// <summary>Whole frames, valid checksums, episodes that make no sense.</summary>
public class EpisodeFaultTests
{
    private static readonly EpisodeStrip _strip = new();

    private static readonly (string Expected, Action<WireEpisode> Harm)[] _faults =
    [
        ("decisions", wire => wire.Actions.Add(Enumerable.Repeat(1, 100))),
        ("decisions", wire => wire.RootValues.Add(0.0f)),
        ("decisions", wire => wire.Rewards.RemoveAt(0)),
        ("decisions", wire => wire.ToPlay.Add(0)),
        ("decisions", wire => wire.Priorities.Add(0.0f)),
        ("an action", wire => wire.Actions[0] = 5),
        ("an action", wire => wire.Actions[0] = -1),
        ("not legal", wire => wire.Actions[0] = wire.Actions[1]),
        ("a player", wire => wire.ToPlay[0] = 2),
        ("a player", wire => wire.ToPlay[0] = Player.Chance),
        ("a player", wire => wire.FinalToPlay = -1),
        ("does not move", wire => wire.ToPlay[0] = 1),
        ("a reward or value", wire => wire.Rewards[0] = float.NaN),
        ("a reward or value", wire => wire.RootValues[0] = float.PositiveInfinity),
        ("a reward or value", wire => wire.FinalValue = float.NaN),
        ("a priority", wire => wire.Priorities[0] = -1.0f),
        ("a priority", wire => wire.Priorities[0] = float.NaN),
        ("sums to", wire => wire.PolicyWeights[0] += 0.01f),
        ("a policy", wire => wire.PolicyWeights[0] = float.NaN),
        ("a policy",
            wire => (wire.PolicyWeights[0], wire.PolicyWeights[1]) = (-0.5f, wire.PolicyWeights[0] + wire.PolicyWeights[1] + 0.5f)),
        ("a policy", wire => wire.PolicyActions[0] = 5),
        ("lengths disagree", wire => wire.PolicyActions.Add(0)),
        ("lengths disagree", wire => (wire.PolicyCounts[0], wire.PolicyCounts[1]) = (-1, wire.PolicyCounts[1] + wire.PolicyCounts[0] + 1)),
        ("lengths disagree",
            wire => (wire.PolicyCounts[0], wire.PolicyCounts[1]) = (int.MaxValue,
            wire.PolicyCounts[0] + wire.PolicyCounts[1] - int.MaxValue)),
        ("lengths disagree", wire => wire.PolicyCounts.RemoveAt(0)),
        ("chance", wire => wire.ChanceOutcomes.Add(0)),
        ("chance", wire => wire.ChanceCounts.Add(0)),
        ("chance", wire => wire.ChanceCounts.Add([1, -1, 0, 0, 0, 0])),
        ("marked as cut", wire => wire.Truncated = true),
        ("sums to", wire => wire.PolicyWeights[0] = 0.0f),
        ("a surprise", wire => wire.Surprises.Add([0, 0, -1, 0, 0])),
        ("surprises", wire => wire.Surprises.Add(0.0f)),
        ("a player resigned at decision 6 of 5", wire => wire.Resignation = 7),
        ("a player resigned at decision", wire => wire.Resignation = -1),
        ("not marked as cut with a loss", wire => wire.Resignation = 6),
        ("not marked as cut with a loss", wire => (wire.Resignation, wire.Truncated, wire.FinalValue) = (6, true, 1.0f)),
        ("marked as cut", wire => (wire.Resignation, wire.Truncated, wire.FinalValue) = (6, true, -1.0f)),
        ("0 decisions", Clear),
    ];

    public static TheoryData<int> FaultNumbers => [.. Enumerable.Range(0, _faults.Length)];

    [Theory]
    [MemberData(nameof(FaultNumbers))]
    public void Decode_SoundFrameOfAnUnsoundEpisode_SaysWhat(int number)
    {
        WireEpisode wire = EpisodeWire.ToWire(EpisodeMaker.Play(_strip, 4));
        _faults[number].Harm(wire);
        byte[] payload = wire.ToByteArray();

        var fault = Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(EpisodeFrames.Frame(payload, 0, payload.Length), _strip));

        Assert.Contains(_faults[number].Expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private static void Clear(WireEpisode wire)
    {
        wire.Actions.Clear();
        wire.ToPlay.Clear();
        wire.Rewards.Clear();
        wire.RootValues.Clear();
        wire.PolicyCounts.Clear();
    }
}
