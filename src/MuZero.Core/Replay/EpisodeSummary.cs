using MuZero.SelfPlay;

namespace MuZero.Replay;

/// <summary>The facts that accompany an episode's frame, so that a buffer need not open it.</summary>
/// <param name="Game">The game's id.</param>
/// <param name="GameVersion">The game's version.</param>
/// <param name="Producer">Who played it.</param>
/// <param name="Sequence">The producer's running number.</param>
/// <param name="Positions">Its decisions.</param>
/// <param name="SizeBytes">Managed bytes that it takes once decoded (<see cref="Episode.SizeBytes"/>).</param>
/// <param name="FirstWeightVersion">Version of the weights that chose the first move.</param>
public sealed record EpisodeSummary(string Game, int GameVersion, string Producer, long Sequence, int Positions, long SizeBytes, long FirstWeightVersion)
{
    /// <summary>The summary of an episode.</summary>
    public static EpisodeSummary Of(Episode episode)
        => new(episode.Game, episode.GameVersion, episode.Producer, episode.Sequence, episode.Length, episode.SizeBytes, episode.FirstWeightVersion);
}
