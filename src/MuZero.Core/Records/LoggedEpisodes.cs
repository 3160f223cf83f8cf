using MuZero.Errors;
using MuZero.Games;
using MuZero.Replay;
using MuZero.SelfPlay;

namespace MuZero.Records;

/// <summary>The episodes that a path names: a run's log or its newest checkpoint with a replay buffer, a checkpoint, a directory of logs,
/// or one log.</summary>
internal static class LoggedEpisodes
{
    /// <summary>The name of the replay buffer in a checkpoint.</summary>
    public const string ReplayFile = "replay.bin";

    /// <summary>The episodes, the oldest first. They are read while they are enumerated.</summary>
    /// <param name="path">A run, a checkpoint, a directory or a file.</param>
    /// <param name="game">Plays them again to restore their observations.</param>
    /// <param name="report">Receives a line for what is passed over.</param>
    /// <exception cref="UserException">There is nothing at the path, or no episode (exit code 2).</exception>
    /// <exception cref="CorruptDataException">A file is damaged.</exception>
    /// <exception cref="IncompatibleException">The episodes belong to another game or version.</exception>
    public static IEnumerable<Episode> Open(string path, IGame game, Action<string> report)
    {
        if (File.Exists(path))
        {
            return EpisodeLog.Read(path, game, report);
        }

        if (!Directory.Exists(path))
        {
            throw UserException.Usage($"There are no logged episodes at {path}. Name a run, a checkpoint, or a file of episodes; "
                + "--set replay.log=true lets a run log its episodes.");
        }

        string log = Path.Combine(path, EpisodeLog.DirectoryName);
        string[] files = Directory.GetFiles(Directory.Exists(log) ? log : path, EpisodeLog.Pattern);
        if (files.Length > 0)
        {
            Array.Sort(files, StringComparer.Ordinal);
            return files.SelectMany(file => EpisodeLog.Read(file, game, report));
        }

        return OfCheckpoint(path, game, report);
    }

    private static Episode[] OfCheckpoint(string path, IGame game, Action<string> report)
    {
        bool isCheckpoint = Checkpoint.IsAt(path);
        Checkpoint? checkpoint = isCheckpoint ? Checkpoint.Open(path)
            : CheckpointStore.List(path).Count > 0 ? CheckpointStore.OpenNewestComplete(path, report)
            : null;
        if (checkpoint?.Contains(ReplayFile) != true)
        {
            throw UserException.Usage(
                $"{path} has no logged episodes: no {EpisodeLog.Pattern}, and no checkpoint with a replay buffer. Name another run, or log "
                    + "episodes with --set replay.log=true.");
        }

        checkpoint.Require(game.Spec);
        using Stream stream = checkpoint.OpenRead(ReplayFile);
        return ReplaySnapshot.Read(stream, game).Episodes;
    }
}
