using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using MuZero.Errors;
using MuZero.Games;
using MuZero.Replay;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;
using static MuZero.Core.Tests.Replay.EpisodeFrames;

namespace MuZero.Core.Tests.Replay;

public class EpisodeCodecTests
{
    private static readonly EpisodeWalk _walk = new();
    private static readonly EpisodeStrip _strip = new();

    [Fact]
    public void Decode_OfEncode_IsTheEpisode()
    {
        var property = Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<bool>(), (seed, walks) =>
        {
            IGame game = walks ? _walk : _strip;
            Episode episode = new(EpisodeMaker.Play(game, seed, sequence: (long)(seed % 1000), withPriorities: seed % 3 != 0))
            {
                ReanalysedWeightVersion = (long)(seed % 5),
            };
            episode = seed % 2 == 0 ? episode : WithoutFirstPolicy(episode);

            Episode decoded = EpisodeCodec.Decode(EpisodeCodec.Encode(episode), game);

            Assert.Equivalent(episode, decoded, strict: true);
        });

        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Decode_OfEncodeWithThreePlayers_KeepsEachPlayersValues()
    {
        TableGame game = new(3, 9, TurnModel.Arbitrary);
        Episode episode = EpisodeMaker.Play(game, 5);

        Episode decoded = EpisodeCodec.Decode(EpisodeCodec.Encode(episode), game);

        Assert.Equal(3 * episode.Length, decoded.PlayerValues.Length);
        Assert.Equivalent(episode, decoded, strict: true);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(7, 0)]
    public void Decode_ValuesThatDoNotBelongToThePlayers_IsCorrupt(int values, int final)
    {
        TableGame game = new(3, 9);
        Episode episode = new(EpisodeMaker.Play(game, 5)) { PlayerValues = new float[values], FinalPlayerValues = new float[final] };

        CorruptDataException fault = Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(EpisodeCodec.Encode(episode), game));

        Assert.Contains("values of players", fault.Message, StringComparison.Ordinal);
    }

    // As after a search that was only to play, in a run that weights by surprise.
    private static Episode WithoutFirstPolicy(Episode episode)
    {
        int entries = episode.PolicyOffsets[1];
        return new Episode(episode)
        {
            PolicyOffsets = [0, .. episode.PolicyOffsets[1..].Select(offset => offset - entries)],
            PolicyActions = episode.PolicyActions[entries..],
            PolicyWeights = episode.PolicyWeights[entries..],
            Surprises = [.. episode.RootValues.Select(Math.Abs)],
        };
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(400, 1)]
    public void Encode_Length_CompressesWhereItPays(int length, byte flags)
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Make(_strip.Spec, new float[length], new float[length]));

        Assert.Equal(flags, frame[5]);
        Assert.Equal("MZEP"u8, frame.AsSpan(0, 4));
    }

    [Fact]
    public void Decode_CompressedEpisode_IsTheEpisode()
    {
        var game = new EpisodeLong();
        Episode episode = EpisodeMaker.Play(game, 1);
        byte[] frame = EpisodeCodec.Encode(episode);

        Assert.Equal(1, frame[5]);
        Assert.Equivalent(episode, EpisodeCodec.Decode(frame, game), strict: true);
    }

    [Fact]
    public void Decode_AnyByteChanged_IsRefused()
    {
        foreach (byte[] frame in new[] { EpisodeCodec.Encode(EpisodeMaker.Play(_walk, 7)),
            EpisodeCodec.Encode(EpisodeMaker.Play(new EpisodeLong(), 7)) })
        {
            for (int i = 0; i < frame.Length; i++)
            {
                foreach (byte flip in (byte[])[0x01, 0x80, 0xFF])
                {
                    byte[] damaged = [.. frame];
                    damaged[i] ^= flip;
                    AssertRefused(damaged, _walk);
                }
            }
        }
    }

    [Fact]
    public void Decode_AnyTruncationOrAddition_IsCorrupt()
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(_walk, 7));

        for (int length = 0; length < frame.Length; length++)
        {
            Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(frame.AsSpan(0, length), _walk));
        }

        Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode([.. frame, 0], _walk));
    }

    [Fact]
    public void Decode_RandomBytes_IsRefused()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
        {
            AssertRefused(bytes, _walk);
            AssertRefused(Sign([.. "MZEP"u8, 1, .. bytes]), _walk);
            AssertRefused(Sign([.. "MZEP"u8, 2, .. bytes]), _walk);
            AssertRefused(Sign([.. "MZEP"u8, 2, .. new byte[9], .. bytes]), _walk);
            AssertOnlyRefusals(Frame(bytes, 0, bytes.Length), _walk);
            AssertOnlyRefusals(Frame(bytes, 1, 1000), _walk);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Decode_PayloadChangedUnderAValidChecksum_DecodesOrIsRefused()
    {
        var edits = Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(0, 255)).ListOf(3).ToArbitrary();
        var property = Prop.ForAll(edits, ArbMap.Default.ArbFor<ulong>(), (changes, seed) =>
        {
            byte[] payload = EpisodeWire.ToWire(EpisodeMaker.Play(_walk, seed)).ToByteArray();
            foreach (var (index, value) in changes)
            {
                payload[index % payload.Length] = (byte)value;
                AssertOnlyRefusals(Frame(payload, 0, payload.Length), _walk);
            }
        });

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), property);
    }

    [Fact]
    public void Summarize_OfEncode_IsTheEpisodes()
    {
        var names = Gen.Elements("", "worker-0/3", "Spielerin Ä", new string('x', 255)).ToArbitrary();
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), names, (seed, producer) =>
        {
            Episode episode = EpisodeMaker.Play(_walk, seed, sequence: (long)(seed >> 1), producer: producer);

            Assert.Equal(EpisodeSummary.Of(episode), EpisodeCodec.Summarize(EpisodeCodec.Encode(episode), _walk.Spec));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Summarize_AnyByteChanged_IsRefused()
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(_walk, 7));
        Prop.ForAll(Gen.Choose(0, frame.Length - 1).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (index, flip) =>
        {
            byte[] damaged = [.. frame];
            damaged[index] ^= (byte)flip;

            var refusal = Assert.ThrowsAny<UserException>(() => EpisodeCodec.Summarize(damaged, _walk.Spec));
            Assert.True(refusal is CorruptDataException or IncompatibleException, refusal.ToString());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Summarize_PayloadOfFormat1_IsTheEpisodes()
    {
        Episode episode = EpisodeMaker.Play(_walk, 7, sequence: 12);
        byte[] payload = EpisodeWire.ToWire(episode).ToByteArray();

        byte[] frame = Frame(payload, 0, payload.Length);

        Assert.Equal(EpisodeSummary.Of(episode), EpisodeCodec.Summarize(frame, _walk.Spec));
        Assert.Equivalent(episode, EpisodeCodec.Decode(frame, _walk), strict: true);
    }

    [Fact]
    public void Decode_HeaderOfAnotherEpisode_IsCorrupt()
    {
        byte[] one = EpisodeCodec.Encode(EpisodeMaker.Play(_walk, 7, sequence: 1));
        byte[] other = EpisodeCodec.Encode(EpisodeMaker.Play(_walk, 7, sequence: 2));
        int header = 14 + EpisodeHeader.Length(EpisodeSummary.Of(EpisodeMaker.Play(_walk, 7, sequence: 1)));

        byte[] mixed = Sign([.. other[..header], .. one[header..^4]]);

        Assert.Equal(2, EpisodeCodec.Summarize(mixed, _walk.Spec).Sequence);
        Assert.Contains("another episode's", Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(mixed, _walk)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_ProducersNameTooLong_Throws() =>
        Assert.Throws<ArgumentException>(() => EpisodeCodec.Encode(EpisodeMaker.Play(_walk, 7, producer: new string('x', 256))));

    [Theory]
    [InlineData(EpisodeCodec.MaxRawBytes + 1u)]
    [InlineData(uint.MaxValue)]
    public void Decode_HeaderPromisesMuch_AllocatesLittle(uint promisedBytes)
    {
        var game = new EpisodeLong();
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(game, 7));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(6), promisedBytes);
        byte[] signed = Sign(frame.AsSpan(..^4));
        Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(signed, game));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<CorruptDataException>(() => EpisodeCodec.Decode(signed, game));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Decode_NewerFormat_IsIncompatible()
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(_walk, 7));
        frame[4] = EpisodeCodec.FormatVersion + 1;

        Assert.Throws<IncompatibleException>(() => EpisodeCodec.Decode(Sign(frame.AsSpan(..^4)), _walk));
    }

    [Fact]
    public void Decode_OtherGameOrVersion_IsIncompatible()
    {
        byte[] frame = EpisodeCodec.Encode(EpisodeMaker.Play(_walk, 7));

        Assert.Throws<IncompatibleException>(() => EpisodeCodec.Decode(frame, _strip));
        Assert.Throws<IncompatibleException>(() => EpisodeCodec.Decode(frame, new EpisodeWalk { Spec = _walk.Spec with { Version = 2 } }));
    }

    [Fact]
    public void Encode_NoDecisions_Throws() =>
        Assert.Throws<ArgumentException>(() => EpisodeCodec.Encode(EpisodeMaker.Make(_strip.Spec, [], [])));

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
}
