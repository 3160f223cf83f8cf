using System.Text.RegularExpressions;
using MuZero.Errors;

namespace MuZero.Learning;

/// <summary>A backend and why it was taken, in one line.</summary>
public sealed record BackendChoice(IBackend Backend, string Reason);

/// <summary>Chooses the backend of a run.</summary>
public static partial class Backends
{
    /// <summary>The backend that <see cref="TrainingOptions.Backend"/> names; if it names none, the one of the largest priority that does
    /// not refuse.</summary>
    /// <param name="backends">All that the program has.</param>
    /// <param name="plan">The plan to run.</param>
    /// <exception cref="UserException">No backend can run the plan, or the named one cannot.</exception>
    public static BackendChoice Choose(IReadOnlyList<IBackend> backends, LearningPlan plan)
    {
        RequireDevice(plan.Options.Device);
        return plan.Options.Backend == BackendKind.Auto ? ChooseByPriority(backends, plan) : Take(backends, plan);
    }

    /// <summary>Throws unless a text is a device: auto, cpu, cuda, cuda:N or mps.</summary>
    /// <exception cref="UserException">It is not.</exception>
    public static void RequireDevice(string device)
    {
        if (!DevicePattern().IsMatch(device))
        {
            throw UserException.Usage($"training.device is '{device}'; it must be auto, cpu, cuda:N with the GPU's number, or mps.");
        }
    }

    private static BackendChoice Take(IReadOnlyList<IBackend> backends, LearningPlan plan)
    {
        string name = plan.Options.Backend.ToString().ToLowerInvariant();
        IBackend backend = backends.FirstOrDefault(backend => backend.Name == name)
            ?? throw UserException.Usage(
                $"training.backend is {name}, which this build does not contain; it has "
                    + $"{string.Join(", ", backends.Select(backend => backend.Name))}. Build it with TorchSharp (on Linux or Windows x64 "
                    + "or macOS arm64, without Torch=false), or set training.backend to auto.");
        return backend.Refuses(plan) is { } refusal
            ? throw UserException.Usage($"training.backend={name} cannot run this training because {refusal}. Set training.backend to "
                + "auto, or run 'muzero doctor'.")
            : new BackendChoice(backend, $"training on {backend.Description}, as training.backend says");
    }

    private static BackendChoice ChooseByPriority(IReadOnlyList<IBackend> backends, LearningPlan plan)
    {
        List<string> refusals = [];
        foreach (IBackend backend in backends.OrderByDescending(backend => backend.Priority))
        {
            if (backend.Refuses(plan) is not { } refusal)
            {
                return new BackendChoice(backend,
                    $"training on {backend.Description}{(refusals.Count > 0 ? $", because {string.Join("; ", refusals)}" : "")}");
            }

            refusals.Add($"{backend.Name} refuses: {refusal}");
        }

        throw UserException.Usage($"No backend can run this training: {string.Join("; ", refusals)}.");
    }

    [GeneratedRegex("^(auto|cpu|mps|cuda(:[0-9]{1,3})?)$", RegexOptions.CultureInvariant)]
    private static partial Regex DevicePattern();
}
