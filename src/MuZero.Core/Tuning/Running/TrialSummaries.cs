using MuZero.Errors;
using MuZero.Records;
using MuZero.Tuning.Spaces;

namespace MuZero.Tuning.Running;

/// <summary>The records of a study for TensorBoard's HParams plugin: its space, and the parameters and the end of each run.</summary>
/// <param name="directory">The run.</param>
/// <param name="job">The run's part in the study.</param>
internal sealed class TrialSummaries(RunDirectory directory, TrialJob job)
{
    /// <summary>Describes a study in its directory.</summary>
    /// <exception cref="UserException">The directory cannot be written.</exception>
    public static void Describe(string directory, string study, TunerSettings settings)
        => Write(directory, () => HyperParameterSummaries.WriteExperiment(
        directory, study, settings.Space.Parameters.Select(Described), [settings.Metric], TimeProvider.System));

    /// <exception cref="UserException">The directory cannot be written.</exception>
    public void Start() => Write(directory.FullPath, () => HyperParameterSummaries.WriteStart(
        directory.FullPath, job.Parameters, TimeProvider.System, $"trial {job.Trial}"));

    /// <exception cref="UserException">The directory cannot be written.</exception>
    public void End(bool hasSucceeded)
        => Write(directory.FullPath, () => HyperParameterSummaries.WriteEnd(directory.FullPath, hasSucceeded, TimeProvider.System));

    /// <summary>Records a failed run as far as the disk allows: its fault is on the way already.</summary>
    public void Fail()
    {
        try
        {
            End(hasSucceeded: false);
        }
        catch (UserException)
        {
            // The run's own fault says more.
        }
    }

    private static HyperParameter Described(SpaceParameter parameter) => parameter.Distribution switch
    {
        FloatDistribution range => new HyperParameter(parameter.Name, range.Low, range.High),
        IntDistribution range => new HyperParameter(parameter.Name, range.Low, range.High),
        CategoricalDistribution choice => new HyperParameter(parameter.Name, Choices: choice.Choices),
        _ => new HyperParameter(parameter.Name),
    };

    private static void Write(string directory, Action write)
    {
        try
        {
            write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.RunFailed,
                $"The event file in {directory} cannot be written ({fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}). "
                + "Free space or change its permissions, then go on.",
                fault);
        }
    }
}
