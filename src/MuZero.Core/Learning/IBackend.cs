using MuZero.Networks;

namespace MuZero.Learning;

/// <summary>Builds networks and learners on one kind of arithmetic: this project's kernels, libtorch, or another.</summary>
public interface IBackend
{
    /// <summary>The name that training.backend takes.</summary>
    string Name { get; }

    /// <summary>The device and what computes there, to follow "on".</summary>
    string Description { get; }

    /// <summary>The backend of the largest priority that does not refuse a plan is taken.</summary>
    int Priority { get; }

    /// <summary>Null if it can run the plan on this machine, else the reason, to follow "because".</summary>
    string? Refuses(LearningPlan plan);

    /// <summary>A network of a shape, its weights not yet loaded.</summary>
    INetwork CreateNetwork(NetworkShape shape, ActionTable actions);

    /// <summary>A learner with fresh weights drawn from <paramref name="seed"/>.</summary>
    /// <exception cref="Errors.UserException">The plan does not fit into memory.</exception>
    ILearner CreateLearner(LearningPlan plan, ActionTable actions, ulong seed);
}
