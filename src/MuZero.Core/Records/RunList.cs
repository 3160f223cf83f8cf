using MuZero.Errors;
using MuZero.Options;

namespace MuZero.Records;

/// <summary>The runs in a directory that holds many.</summary>
public sealed class RunList(string localDirectory)
{
    /// <summary>The run called <paramref name="name"/>, or the newest one, of <paramref name="game"/> if it is given.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public (RunDirectory Directory, RunParameters Parameters) Find(string? name, string? game)
    {
        if (name is not null)
        {
            string path = Path.Combine(localDirectory, name);
            return Directory.Exists(path) && RunDirectory.Open(path) is { HasRun: true } directory
                ? (directory, Parameters(directory))
                : throw UserException.Usage(
                    $"There is no run {path} to resume.{NearestName.Suggest(name, Names())} Leave out --resume to start it.");
        }

        foreach (RunDirectory directory in Names().Select(run => RunDirectory.Open(Path.Combine(localDirectory, run)))
            .OrderByDescending(LastWritten))
        {
            if (Parameters(directory) is { } parameters && (game is null || parameters.Game == game))
            {
                return (directory, parameters);
            }
        }

        throw UserException.Usage($"There is no run{(game is null ? "" : $" of {game}")} in {localDirectory} to resume. Leave out "
            + "--resume to start one, or name another --local-dir.");
    }

    private static RunParameters Parameters(RunDirectory directory)
    {
        string shown = Path.Combine(directory.FullPath, RunParameters.FileName);
        return File.Exists(directory.ParamsPath)
            ? RunParameters.Read(File.ReadAllBytes(directory.ParamsPath), shown)
            : throw new CorruptDataException($"{shown} is missing, so the run's options are unknown. Start a new run with --restore "
                + $"{directory.FullPath}/checkpoint_NNNNNN.");
    }

    private IEnumerable<string> Names() => Directory.Exists(localDirectory)
        ? Directory.EnumerateDirectories(localDirectory).Where(path => File.Exists(Path.Combine(path, RunParameters.FileName)))
            .Select(path => Path.GetFileName(path)!)
        : [];

    private static DateTime LastWritten(RunDirectory directory)
        => new[] { directory.ParamsPath, directory.ResultPath }.Where(File.Exists).Max(File.GetLastWriteTimeUtc);
}
