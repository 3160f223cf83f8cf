namespace MuZero.SelfPlay;

/// <summary>The destination of finished episodes: a replay buffer of this process, or the way to one in another.</summary>
/// <remarks>Safe for many delivering threads.</remarks>
public interface IEpisodeSink
{
    /// <summary>Takes an episode over, waiting while the sink is full. An episode without decisions is ignored.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the episode was not taken over.</exception>
    /// <exception cref="Errors.UserException">The episode belongs to another game or version, or holds a number that is not
    /// finite.</exception>
    void Deliver(Episode episode, CancellationToken cancellation);
}
