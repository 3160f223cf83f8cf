using MuZero.Farm.Wire;

namespace MuZero.Farm.Registry;

/// <summary>The state of training and replay, for status requests.</summary>
public interface IStatusSource
{
    /// <summary>Fills in step, iteration, weights, replay, limiter and outages. Does not wait for anything.</summary>
    void Describe(FarmStatus status);
}
