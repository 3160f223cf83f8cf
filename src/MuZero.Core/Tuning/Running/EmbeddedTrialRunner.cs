using MuZero.Errors;
using MuZero.Files;
using MuZero.Games;
using MuZero.Learning;
using MuZero.Options;
using MuZero.Records;
using MuZero.Results;
using MuZero.Runs;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Running;

/// <summary>Trains trials in this process, each in a run directory of its own.</summary>
/// <param name="source">The game.</param>
/// <param name="options">The options of every trial, before its parameters.</param>
/// <param name="resources">The share of the machine of one run.</param>
/// <param name="backend">Chooses the backend of a run.</param>
internal sealed class EmbeddedTrialRunner(
    GameSource source, RunOptions options, RunResources resources, Func<IGame, RunOptions, IBackend> backend) : ITrialRunner
{
    private const string ScheduleFile = "pbt_policy.json";

    /// <inheritdoc/>
    public TrialEnding Run(TrialJob job, Func<IterationResult, string?> iterationEnded, CancellationToken cancellation)
    {
        RunDirectory directory = RunDirectory.Create(Path.GetDirectoryName(job.Directory)!, Path.GetFileName(job.Directory));
        TrainingSetup setup = new()
        {
            Game = source.Game,
            GameReference = source.Reference,
            GameSha256 = source.Sha256,
            Options = OptionsOf(options, job),
            Directory = directory,
            Resume = directory.HasCheckpoint,
            Resources = resources,
        };
        using IDisposable held = directory.Hold(TimeSpan.Zero, cancellation);
        TrialSummaries summaries = new(directory, job);
        summaries.Start();
        try
        {
            using TrainingRun run = EmbeddedRun.Create(setup, backend(setup.Game, setup.Options), new Observer(iterationEnded));
            RunSummary summary = run.Run(cancellation);
            if (!summary.Interrupted)
            {
                summaries.End(hasSucceeded: true);
            }

            return new TrialEnding(summary.Reason, summary.Interrupted, [.. new RunJournalReader(directory).Read()]);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            summaries.Fail();
            throw;
        }
    }

    /// <inheritdoc/>
    public IterationResult CopyCheckpoint(string from, TrialJob to) => CheckpointCopy.Replace(from, to.Directory);

    /// <inheritdoc/>
    public void WriteSchedule(TrialJob job, string json)
        => AtomicFile.Write(Path.Combine(job.Directory, ScheduleFile), System.Text.Encoding.UTF8.GetBytes(json));

    /// <summary>The options of a run.</summary>
    /// <exception cref="UserException">A parameter is not a value of its option.</exception>
    public static RunOptions OptionsOf(RunOptions options, TrialJob job)
        => RunOptionsJson.Apply(options,
            job.Parameters.Select(parameter => SearchSpace.Entry(parameter.Key, parameter.Value, $"trial {job.Trial}")))
            with
        { Seed = options.Seed + (ulong)job.Seed };

    private sealed class Observer(Func<IterationResult, string?> iterationEnded) : IRunObserver
    {
        public RunVerdict IterationEnded(IterationResult result)
            => iterationEnded(result) is { } reason ? RunVerdict.Stop(reason) : RunVerdict.Continue;
    }
}

/// <summary>Copies a checkpoint from one run to another.</summary>
internal static class CheckpointCopy
{
    /// <summary>Replaces the checkpoints of a run by a copy of another run's newest one. Whenever the process stops, the run has its old
    /// checkpoints, or the copy, or none.</summary>
    /// <returns>The results of the copied checkpoint's iteration.</returns>
    public static IterationResult Replace(string from, string to)
    {
        Checkpoint checkpoint = CheckpointStore.OpenNewestComplete(from);
        if (Path.GetFullPath(from) == Path.GetFullPath(to))
        {
            return Results(checkpoint.Manifest); // a replayed schedule goes on from the run's own
        }

        string copy = AtomicFile.TemporaryOf(Path.Combine(to, checkpoint.Name));
        try
        {
            RemoveIfThere(copy);
            Directory.CreateDirectory(copy);
            foreach (string file in Directory.EnumerateFiles(checkpoint.FullPath))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            // The copy is not trusted before every byte was compared: the other run may be removing what was read.
            CheckpointManifest manifest = Checkpoint.Open(copy).Manifest;
            foreach (string old in CheckpointStore.List(to))
            {
                Directory.Delete(old, recursive: true);
            }

            Directory.Move(copy, Path.Combine(to, checkpoint.Name));
            AtomicFile.FlushDirectory(to);
            return Results(manifest);
        }
        catch (Exception) when (!Directory.Exists(checkpoint.FullPath))
        {
            return Replace(from, to); // a newer one took its place
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.RunFailed,
                $"{checkpoint.FullPath} cannot be copied to {to} ({fault.Message.TrimEnd('.')}). Free space there, then --resume.", fault);
        }
    }

    private static IterationResult Results(CheckpointManifest manifest) => new(manifest.Iteration, [.. manifest.Scores]);

    private static void RemoveIfThere(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
