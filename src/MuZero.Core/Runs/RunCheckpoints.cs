using System.Globalization;
using System.Text;
using MuZero.Agents;
using MuZero.Errors;
using MuZero.Learning;
using MuZero.Networks;
using MuZero.Numerics;
using MuZero.Options;
using MuZero.Records;
using MuZero.Replay;

namespace MuZero.Runs;

/// <summary>Writes a run's state to checkpoints and restores it from them.</summary>
internal sealed class RunCheckpoints(
    TrainingSetup setup, ILearner learner, IReplay replay, ISelfPlay selfPlay, Trainer trainer, RunEvaluator evaluator)
{
    private const string OptimizerFile = "optimizer.safetensors";
    private const string PublishedFile = "published.safetensors";
    private const string ReplayFile = "replay.bin";
    private const string SelfPlayFile = "self_play.bin";

    private readonly CheckpointOptions _options = setup.Options.Checkpoint;
    private readonly CheckpointStore _store = new(setup.Directory.FullPath, setup.Game.Spec, setup.Options.Checkpoint);

    /// <summary>The newest checkpoint's directory, or null.</summary>
    public string? Last { get; private set; }

    public bool IsDue(long iteration, bool isLast)
        => isLast ? _options.AtEnd : _options.Frequency > 0 && iteration % _options.Frequency == 0;

    /// <summary>Writes a checkpoint. Threaded self-play continues meanwhile; a deterministic run is idle.</summary>
    public void Save(RunProgress progress, IterationResult result, IWeightStore published)
    {
        RunState state = new()
        {
            Iteration = progress.Iteration,
            StepsInIteration = progress.StepsInIteration,
            TrainingSeconds = progress.TrainingSeconds,
            WeightVersion = progress.WeightVersion,
            StepsSincePublish = progress.StepsSincePublish,
            PublishedStep = published.Latest()?.Step ?? 0,
            Flawless = evaluator.Flawless,
            Random = Words(trainer.Random.State),
        };
        CheckpointDraft draft = new()
        {
            Iteration = result.Iteration,
            Step = learner.Step,
            Scores = new Dictionary<string, double>(result.Values),
        };
        draft.Add(RunParameters.FileName, setup.Parameters.Write())
            .Add(RunState.FileName, state.Write())
            .Add(SavedAgent.WeightsFile, learner.Snapshot(progress.WeightVersion).Bytes)
            .Add(OptimizerFile, learner.SaveOptimizer())
            .Add(SelfPlayFile, SaveSelfPlay());
        if (_options.Replay && replay is ISavedReplay buffer)
        {
            draft.Add(ReplayFile, buffer.Save);
        }

        // Between two publications the actors play with older weights than the learner has; bit for bit needs both.
        if (setup.Options.Deterministic && published.Latest() is { } latest)
        {
            draft.Add(PublishedFile, latest.Bytes);
        }

        Last = _store.Save(draft).FullPath;
    }

    /// <summary>Takes over the newest complete checkpoint and returns the weights that the actors go on with.</summary>
    public WeightSnapshot Resume(RunProgress progress, Action<string> report)
    {
        Checkpoint checkpoint = _store.OpenNewestComplete(report);
        RunState state = RunState.Read(checkpoint.Read(RunState.FileName), checkpoint.Name);
        LoadLearner(checkpoint);
        using (Stream actors = checkpoint.OpenRead(SelfPlayFile))
        {
            LoadSelfPlay(actors, checkpoint.Name);
        }

        if (checkpoint.Contains(ReplayFile) && replay is ISavedReplay buffer)
        {
            using Stream stream = checkpoint.OpenRead(ReplayFile);
            buffer.Load(stream, setup.Game);
        }

        trainer.Random.State = FromWords(state.Random, checkpoint.Name);
        evaluator.Flawless = state.Flawless;
        progress.Iteration = state.Iteration;
        progress.StepsInIteration = state.StepsInIteration;
        progress.TrainingSeconds = state.TrainingSeconds;
        progress.WeightVersion = state.WeightVersion;
        progress.StepsSincePublish = state.StepsSincePublish;
        Last = checkpoint.FullPath;
        return checkpoint.Contains(PublishedFile)
            ? new WeightSnapshot(state.WeightVersion, checkpoint.Read(PublishedFile)) { Step = state.PublishedStep }
            : learner.Snapshot(state.WeightVersion + 1);
    }

    /// <summary>Takes over weights and optimiser of another run's checkpoint, nothing else.</summary>
    public void Restore(string path)
    {
        Checkpoint checkpoint = Checkpoint.Open(path);
        checkpoint.Require(setup.Game.Spec);
        LoadLearner(checkpoint);
    }

    private void LoadLearner(Checkpoint checkpoint)
    {
        learner.LoadWeights(new WeightSnapshot(checkpoint.Manifest.Step, checkpoint.Read(SavedAgent.WeightsFile)));
        learner.LoadOptimizer(checkpoint.Read(OptimizerFile));
    }

    private byte[] SaveSelfPlay()
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(setup.Options.Deterministic);
            selfPlay.Save(writer);
        }

        return stream.ToArray();
    }

    private void LoadSelfPlay(Stream stream, string checkpoint)
    {
        using BinaryReader reader = new(stream);
        try
        {
            if (reader.ReadBoolean() != setup.Options.Deterministic)
            {
                throw new IncompatibleException($"{checkpoint} was written {(setup.Options.Deterministic ? "without" : "with")} --deterministic. Resume the run the same way.");
            }

            selfPlay.Load(reader);
        }
        catch (EndOfStreamException fault)
        {
            throw new CorruptDataException($"{checkpoint}/{SelfPlayFile} ends too early.", fault);
        }
    }

    private static string[] Words(RandomState state)
        => [.. new[] { state.S0, state.S1, state.S2, state.S3 }.Select(word => word.ToString("x16", CultureInfo.InvariantCulture))];

    private static RandomState FromWords(string[] words, string checkpoint)
    {
        ulong[] numbers = Array.ConvertAll(words, word => ulong.TryParse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw new CorruptDataException($"{checkpoint}/{RunState.FileName} has the random word '{word}', which is not hexadecimal."));
        return new RandomState(numbers[0], numbers[1], numbers[2], numbers[3]);
    }
}
