using MuZero.Networks;

namespace MuZero.Runs;

/// <summary>The target network's weights: the newest published ones at the first call, and then again once the optimiser is an interval
/// further.</summary>
/// <param name="newest">All published weights.</param>
/// <param name="interval">Optimiser steps between two changes; 0 takes every publication.</param>
internal sealed class TargetWeights(IWeightSource newest, int interval) : IWeightSource
{
    private readonly Lock _gate = new();
    private WeightSnapshot? _current;
    private long _seen = -1; // the newest version that was looked at

    public long LatestVersion => Latest()?.Version ?? -1;

    public WeightSnapshot? Latest()
    {
        lock (_gate)
        {
            if (newest.LatestVersion > _seen && newest.Latest() is { } latest)
            {
                _seen = latest.Version;
                _current = _current is null || latest.Step - _current.Step >= interval ? latest : _current;
            }

            return _current;
        }
    }

    /// <summary>Goes on with the target network of a saved run.</summary>
    public void Restore(WeightSnapshot current) => _current = current;
}
