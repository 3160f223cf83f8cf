using System.Globalization;
using System.Text;
using MuZero.Agents;
using MuZero.Errors;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Records;
using MuZero.Replay;
using MuZero.Results;

namespace MuZero.Runs;

/// <summary>The content of a run's checkpoints: saved from the run's parts, and loaded back into them.</summary>
internal sealed class RunCheckpoints(TrainingSetup setup, RunParts parts, TrainingStep step, RunEvaluator evaluator)
{
    private const string OptimizerFile = "optimizer.safetensors";
    private const string PublishedFile = "published.safetensors";
    private const string SelfPlayFile = "self_play.bin";
    private const string ReanalysisFile = "reanalysis.bin";

    private readonly CheckpointOptions _options = setup.Options.Checkpoint;
    private readonly CheckpointStore _store = new(setup.Directory.FullPath, setup.Game.Spec, setup.Options.Checkpoint);

    /// <summary>The newest checkpoint's directory, or null.</summary>
    public string? Last { get; private set; }

    public bool IsDue(long iteration, bool isLast)
        => isLast ? _options.AtEnd : _options.Frequency > 0 && iteration % _options.Frequency == 0;

    /// <summary>Writes a checkpoint. Threaded self-play goes on meanwhile; a deterministic run plays only in turn with the
    /// trainer.</summary>
    public void Save(RunState state, IterationResult result, WeightSnapshot published)
    {
        RunState saved = state with { PublishedStep = published.Step, Flawless = evaluator.Flawless, Random = Words(step.Random.State) };
        CheckpointDraft draft = Draft(state, result).Add(RunState.FileName, saved.Write()).Add(SelfPlayFile, SaveActors());
        if (_options.Replay && parts.Replay is ISavedReplay buffer)
        {
            draft.Add(LoggedEpisodes.ReplayFile, buffer.Save);
        }

        if (setup.Options.Deterministic && parts.Reanalysis is { } reanalysis)
        {
            draft.Add(ReanalysisFile, Bytes(reanalysis.Save));
        }

        // Between two publications the actors play with older weights than the learner has; bit for bit needs both, and so does a gate.
        if (setup.Options.Deterministic || setup.Options.Evaluation.Gate > 0.0)
        {
            draft.Add(PublishedFile, published.Bytes);
        }

        Last = _store.Save(draft).FullPath;
    }

    /// <summary>Writes the best checkpoint: the agent and the optimiser, so that it can be played and trained on from, and nothing that
    /// resuming needs.</summary>
    public void SaveBest(RunState state, IterationResult result) => _store.SaveBest(Draft(state, result));

    /// <summary>The results of the best checkpoint, or null if there is none.</summary>
    public IterationResult? ReadBest()
        => _store.OpenBest() is { } best ? new IterationResult(best.Manifest.Iteration, [.. best.Manifest.Scores]) : null;

    /// <summary>Removes the best checkpoint of a run that was started over.</summary>
    public void RemoveBest() => _store.RemoveBest();

    private CheckpointDraft Draft(RunState state, IterationResult result)
        => new CheckpointDraft
        {
            Iteration = result.Iteration,
            Step = parts.Learner.Step,
            Scores = new Dictionary<string, double>(result.Values)
        }
            .Add(RunParameters.FileName, setup.Parameters.Write())
            .Add(SavedAgent.WeightsFile, parts.Learner.Snapshot(state.WeightVersion).Bytes)
            .Add(OptimizerFile, parts.Learner.SaveOptimizer());

    /// <summary>Takes over the newest complete checkpoint.</summary>
    /// <returns>The run's progress, and the weights that the actors go on with.</returns>
    public (RunState State, WeightSnapshot Published) Resume(Action<string> report)
    {
        Checkpoint checkpoint = _store.OpenNewestComplete(report);
        RunState state = RunState.Read(checkpoint.Read(RunState.FileName), checkpoint.Name);
        LoadLearner(checkpoint);
        using (Stream actors = checkpoint.OpenRead(SelfPlayFile))
        {
            LoadActors(actors, checkpoint.Name);
        }

        if (checkpoint.Contains(LoggedEpisodes.ReplayFile) && parts.Replay is ISavedReplay buffer)
        {
            using Stream stream = checkpoint.OpenRead(LoggedEpisodes.ReplayFile);
            buffer.Load(stream, setup.Game);
        }

        if (parts.Reanalysis is { } reanalysis && checkpoint.Contains(ReanalysisFile))
        {
            using Stream stream = checkpoint.OpenRead(ReanalysisFile);
            Load(stream, $"{checkpoint.Name}/{ReanalysisFile}", reanalysis.Load);
        }

        step.Random.State = FromWords(state.Random, checkpoint.Name);
        evaluator.Flawless = state.Flawless;
        Last = checkpoint.FullPath;
        return (state, checkpoint.Contains(PublishedFile)
            ? new WeightSnapshot(state.WeightVersion, checkpoint.Read(PublishedFile)) { Step = state.PublishedStep }
            : parts.Learner.Snapshot(state.WeightVersion + 1));
    }

    /// <summary>Takes over weights and optimiser of another run's newest checkpoint, or of one checkpoint, nothing else; returns its
    /// directory.</summary>
    public string Restore(string path, Action<string> report)
    {
        Checkpoint checkpoint = Checkpoint.IsAt(path) ? Checkpoint.Open(path) : CheckpointStore.OpenNewestComplete(path, report);
        checkpoint.Require(setup.Game.Spec);
        LoadLearner(checkpoint);
        return checkpoint.FullPath;
    }

    private void LoadLearner(Checkpoint checkpoint)
    {
        parts.Learner.LoadWeights(SavedAgent.ReadWeights(checkpoint));
        parts.Learner.LoadOptimizer(checkpoint.Read(OptimizerFile));
    }

    private byte[] SaveActors() => Bytes(writer =>
    {
        writer.Write(setup.Options.Deterministic);
        parts.Actors.Save(writer);
    });

    private void LoadActors(Stream stream, string checkpoint) => Load(stream, $"{checkpoint}/{SelfPlayFile}", reader =>
    {
        if (reader.ReadBoolean() != setup.Options.Deterministic)
        {
            throw new IncompatibleException(
                $"{checkpoint} was written {(setup.Options.Deterministic ? "without" : "with")} --deterministic. Resume the run the "
                    + "same way.");
        }

        parts.Actors.Load(reader);
    });

    private static byte[] Bytes(Action<BinaryWriter> save)
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            save(writer);
        }

        return stream.ToArray();
    }

    private static void Load(Stream stream, string file, Action<BinaryReader> load)
    {
        using BinaryReader reader = new(stream);
        try
        {
            load(reader);
        }
        catch (EndOfStreamException fault)
        {
            throw new CorruptDataException($"{file} ends too early.", fault);
        }
    }

    private static string[] Words(RandomState state)
        => [.. new[] { state.S0, state.S1, state.S2, state.S3 }.Select(word => word.ToString("x16", CultureInfo.InvariantCulture))];

    private static RandomState FromWords(string[] words, string checkpoint)
    {
        ulong[] numbers = Array.ConvertAll(words,
            word => ulong.TryParse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw new CorruptDataException($"{checkpoint}/{RunState.FileName} has the random word '{word}', which is not hexadecimal."));
        return new RandomState(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
