using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using MuZero.Diagnostics;
using MuZero.Games;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;
using WireEpisode = MuZero.Replay.Wire.Episode;

namespace MuZero.Core.Tests.Replay;

public class EpisodeCodecTests
{
    private static readonly EpisodeWalk Walk = new();
    private static readonly EpisodeStrip Strip = new();

    [Fact]
    public void Decode_OfEncode_IsTheEpisode()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<bool>(), (seed, walks) =>
        {
            IGame game = walks ? Walk : Strip;
            Episode episode = EpisodeMaker.Play(game, seed, sequence: (long)(seed % 1000), withPriorities: seed % 3 != 0);

            Episode decoded = EpisodeCodec.Decode(EpisodeCodec.Encode(episode), game);

            Assert.Equivalent(episode, decoded, strict: true);
        });

        property.QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(400, 1)]
    public void Encode_Length_CompressesWhereItPays(int length, byte flags)
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Make(Strip.Spec, new float[length], new float[length]));

        Assert.Equal(flags, frame[5]);
        Assert.Equal("MZEP"u8, frame.AsSpan(0, 4));
    }

    [Fact]
    public void Decode_CompressedEpisode_IsTheEpisode()
    {
        var game = new LongGame();
        Episode episode = EpisodeMaker.Play(game, 1);
        byte[] frame = EpisodeCodec.Encode(episode);

        Assert.Equal(1, frame[5]);
        Assert.Equivalent(episode, EpisodeCodec.Decode(frame, game), strict: true);
    }

    [Fact]
    public void Decode_AnyByteChanged_IsRefused()
    {
        foreach (byte[] frame in new[] { EpisodeCodec.Encode(EpisodeMaker.Play(Walk, 7)), EpisodeCodec.Encode(EpisodeMaker.Play(new LongGame(), 7)) })
        {
            for (int i = 0; i < frame.Length; i++)
            {
                foreach (byte flip in (byte[])[0x01, 0x80, 0xFF])
                {
                    byte[] damaged = [.. frame];
                    damaged[i] ^= flip;
                    AssertRefused(damaged, Walk);
                }
            }
        }
    }

    [Fact]
    public void Decode_AnyTruncationOrAddition_IsCorrupt()
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(Walk, 7));

        for (int length = 0; length < frame.Length; length++)
        {
            Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(frame.AsSpan(0, length), Walk));
        }

        Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode([.. frame, 0], Walk));
    }

    [Fact]
    public void Decode_RandomBytes_IsRefused()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            AssertRefused(bytes, Walk);
            AssertRefused(Sign([.. "MZEP"u8, 1, .. bytes]), Walk);
            AssertOnlyRefusals(Frame(bytes, 0, bytes.Length), Walk);
            AssertOnlyRefusals(Frame(bytes, 1, 1000), Walk);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Decode_PayloadChangedUnderAValidChecksum_DecodesOrIsRefused()
    {
        var edits = Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(0, 255)).ListOf(3).ToArbitrary();
        var property = Prop.ForAll(edits, ArbMap.Default.ArbFor<ulong>(), (changes, seed) =>
        {
            byte[] payload = Wire(EpisodeMaker.Play(Walk, seed)).ToByteArray();
            foreach (var (index, value) in changes)
            {
                payload[index % payload.Length] = (byte)value;
                AssertOnlyRefusals(Frame(payload, 0, payload.Length), Walk);
            }
        });

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), property);
    }

    [Fact]
    public void Decode_HeaderPromisesMuch_AllocatesLittle()
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(Walk, 7));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(6), uint.MaxValue);
        byte[] signed = Sign(frame.AsSpan(..^4));
        Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(signed, Walk));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(signed, Walk));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Decode_NewerFormat_IsIncompatible()
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(Walk, 7));
        frame[4] = 2;

        Assert.Throws<IncompatibleException>(() => EpisodeCodec.Decode(Sign(frame.AsSpan(..^4)), Walk));
    }

    [Fact]
    public void Decode_OtherGameOrVersion_IsIncompatible()
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(Walk, 7));

        Assert.Throws<IncompatibleException>(() => EpisodeCodec.Decode(frame, Strip));
        Assert.Throws<IncompatibleException>(() => EpisodeCodec.Decode(frame, new EpisodeWalk { Spec = Walk.Spec with { Version = 2 } }));
    }

    private static readonly (string Expected, Action<WireEpisode> Harm)[] Faults =
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
        ("a policy", wire => (wire.PolicyWeights[0], wire.PolicyWeights[1]) = (-0.5f, wire.PolicyWeights[0] + wire.PolicyWeights[1] + 0.5f)),
        ("a policy", wire => wire.PolicyActions[0] = 5),
        ("lengths disagree", wire => wire.PolicyActions.Add(0)),
        ("lengths disagree", wire => (wire.PolicyCounts[0], wire.PolicyCounts[1]) = (-1, wire.PolicyCounts[1] + wire.PolicyCounts[0] + 1)),
        ("lengths disagree", wire => (wire.PolicyCounts[0], wire.PolicyCounts[1]) = (int.MaxValue, wire.PolicyCounts[0] + wire.PolicyCounts[1] - int.MaxValue)),
        ("lengths disagree", wire => wire.PolicyCounts.RemoveAt(0)),
        ("chance", wire => wire.ChanceOutcomes.Add(0)),
        ("chance", wire => wire.ChanceCounts.Add(0)),
        ("chance", wire => wire.ChanceCounts.Add([1, -1, 0, 0, 0, 0])),
        ("marked as cut", wire => wire.Truncated = true),
        ("0 decisions", Clear),
    ];

    public static TheoryData<int> FaultNumbers => [.. Enumerable.Range(0, Faults.Length)];

    [Theory]
    [MemberData(nameof(FaultNumbers))]
    public void Decode_SoundFrameOfAnUnsoundEpisode_SaysWhat(int number)
    {
        WireEpisode wire = Wire(EpisodeMaker.Play(Strip, 4));
        Faults[number].Harm(wire);
        byte[] payload = wire.ToByteArray();

        var fault = Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(Frame(payload, 0, payload.Length), Strip));

        Assert.Contains(Faults[number].Expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Encode_NoDecisions_Throws() =>
        Assert.Throws<ArgumentException>(() => EpisodeCodec.Encode(EpisodeMaker.Make(Strip.Spec, [], [])));

    private static void Clear(WireEpisode wire)
    {
        wire.Actions.Clear();
        wire.ToPlay.Clear();
        wire.Rewards.Clear();
        wire.RootValues.Clear();
        wire.PolicyCounts.Clear();
    }

    private static WireEpisode Wire(Episode episode) => EpisodeWire.ToWire(episode);

    private static byte[] Sign(ReadOnlySpan<byte> content)
    {
        byte[] signed = [.. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32LittleEndian(signed.AsSpan(content.Length), Crc32C.Compute(content));
        return signed;
    }

    private static byte[] Frame(byte[] payload, byte flags, int rawLength)
    {
        byte[] header = [.. "MZEP"u8, 1, flags, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(6), rawLength);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), payload.Length);
        return Sign([.. header, .. payload]);
    }

    private static void AssertRefused(byte[] frame, IGame game)
    {
        var refusal = Assert.ThrowsAny<UserException>(() => EpisodeCodec.Decode(frame, game));
        Assert.True(refusal is CorruptDataException or IncompatibleException, refusal.ToString());
    }

    private static void AssertOnlyRefusals(byte[] frame, IGame game)
    {
        try
        {
            EpisodeCodec.Decode(frame, game);
        }
        catch (UserException refusal) when (refusal is CorruptDataException or IncompatibleException)
        {
        }
    }

    /// <summary>One action, three hundred times: an episode that is worth compressing.</summary>
    private sealed class LongGame : IGame
    {
        public GameSpec Spec { get; } = new()
        {
            Id = "long",
            Players = 1,
            Actions = 1,
            Observation = ObservationShape.Vector(1),
            MinReturn = 0,
            MaxReturn = 300,
            Turns = TurnModel.Single,
            MaxLength = 300,
        };

        public IGameState NewGame(ulong seed) => new State();

        private sealed class State : IGameState
        {
            private int _moves;

            public int ToPlay => _moves == 300 ? Player.Terminal : 0;

            public int LegalActions(Span<int> actions)
            {
                actions[0] = 0;
                return 1;
            }

            public Transition Apply(int action) => ++_moves == 300 ? Transition.Terminated : Transition.Continues;

            public void Rewards(Span<float> rewards) => rewards[0] = 1.0f;

            public void Observe(int player, Span<float> observation) => observation[0] = _moves;

            public IGameState Clone() => (State)MemberwiseClone();

            public string Render() => $"{_moves}";
        }
    }
}
