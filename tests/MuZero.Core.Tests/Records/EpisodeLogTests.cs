using MuZero.Errors;
using MuZero.Records;
using MuZero.SelfPlay;
using MuZero.Tests.Shared;

namespace MuZero.Core.Tests.Records;

public sealed class EpisodeLogTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly EpisodeStrip _strip = new();
    private readonly List<string> _reports = [];

    [Fact]
    public void Read_OfAppend_IsTheEpisodes()
    {
        Episode[] episodes = Write(5);

        Assert.Equivalent(episodes, Read(), strict: true);
        Assert.Empty(_reports);
    }

    [Fact]
    public void Append_SecondProcess_BeginsAFileOfItsOwn()
    {
        Episode[] first = Write(2), second = Write(3);

        Assert.Equal(["000001.episodes", "000002.episodes"], Files().Select(Path.GetFileName));
        Assert.Equivalent(first.Concat(second), LoggedEpisodes.Open(_scratch.FullPath, _strip, _reports.Add).ToArray(), strict: true);
    }

    [Fact]
    public void Read_CutInsideTheLastEpisode_PassesItOver()
    {
        Episode[] episodes = Write(3);
        byte[] whole = File.ReadAllBytes(Files()[0]);
        for (int cut = 1; cut < 12; cut++)
        {
            _reports.Clear();
            File.WriteAllBytes(Files()[0], whole[..^cut]);

            Assert.Equivalent(episodes[..2], Read(), strict: true);
            Assert.Contains("episode 3 was not written whole", _reports.Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_AnyByteChanged_IsRefusedOrCountsAsCut()
    {
        Write(2);
        byte[] whole = File.ReadAllBytes(Files()[0]);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x40;
            File.WriteAllBytes(Files()[0], changed);
            _reports.Clear();

            Exception? fault = Record.Exception(() => Read());

            // A length that reaches beyond the end of the file cannot be told from a cut.
            Assert.True(fault is CorruptDataException or IncompatibleException || _reports.Count > 0, $"byte {i}: {fault}");
        }
    }

    [Fact]
    public void Read_OtherGame_IsIncompatible()
    {
        Write(1);

        Assert.Throws<IncompatibleException>(
            () => EpisodeLog.Read(Files()[0], new EpisodeWalk(), _reports.Add).ToArray());
    }

    [Fact]
    public void Open_RunWithoutEpisodes_SaysWhatToName()
    {
        UserException fault = Assert.Throws<UserException>(() => LoggedEpisodes.Open(_scratch.FullPath, _strip, _reports.Add));

        Assert.Contains("has no logged episodes", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _scratch.Dispose();

    private Episode[] Write(int count)
    {
        Episode[] episodes = [.. Enumerable.Range(1, count).Select(seed => EpisodeMaker.Play(_strip, (ulong)seed))];
        using EpisodeLog log = new(_scratch.FullPath);
        Array.ForEach(episodes, log.Append);
        return episodes;
    }

    private string[] Files() => [.. Directory.GetFiles(_scratch.FullPath, EpisodeLog.Pattern).Order(StringComparer.Ordinal)];

    private Episode[] Read() => [.. EpisodeLog.Read(Files()[0], _strip, _reports.Add)];
}
