using MuZero.Games;
using MuZero.Options;
using MuZero.Records;

namespace MuZero.Runs;

/// <summary>A run's beginning: game, options and directory.</summary>
public sealed record TrainingSetup
{
    /// <summary>The game.</summary>
    public required IGame Game { get; init; }

    /// <summary>The game's name or path as given; saved, so that <c>play</c> and <c>evaluate</c> find it.</summary>
    public required string GameReference { get; init; }

    /// <summary>The SHA-256 of the game's assembly as it was loaded, in lower-case hex; null for a built-in game.</summary>
    public string? GameSha256 { get; init; }

    /// <summary>All that decides the run.</summary>
    public required RunOptions Options { get; init; }

    /// <summary>The run's records.</summary>
    public required RunDirectory Directory { get; init; }

    /// <summary>Goes on from the directory's newest complete checkpoint.</summary>
    public bool Resume { get; init; }

    /// <summary>A checkpoint, or a run for its newest one, whose weights and optimiser a new run begins with; or null.</summary>
    public string? Restore { get; init; }

    /// <summary>The share of the machine that the run may use.</summary>
    /// <value>Default <see cref="RunResources.Machine"/>.</value>
    public RunResources Resources { get; init; } = RunResources.Machine;

    /// <summary>The content of params.json.</summary>
    public RunParameters Parameters => RunParameters.Of(GameReference, Game.Spec, Options) with
    {
        RelativeEnvironment = GameSource.RelativeTo(Directory.FullPath, GameReference),
        Sha256 = GameSha256,
    };
}

/// <summary>The share of the machine that a run may use, so that several runs can share one.</summary>
/// <param name="Cores">Actors and learner divide these between them. Actor threads that the options name explicitly are not limited by
/// it.</param>
public sealed record RunResources(int Cores)
{
    /// <summary>The whole machine.</summary>
    public static RunResources Machine { get; } = new(Environment.ProcessorCount);
}
