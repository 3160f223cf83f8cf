using MuZero.Errors;
using MuZero.Games;

namespace MuZero.Replay;

/// <summary>A replay buffer that ends with its process, so that checkpoints keep its content.</summary>
public interface ISavedReplay : IReplay
{
    /// <summary>Writes the whole buffer: episodes, priorities and counters.</summary>
    void Save(Stream stream);

    /// <summary>Takes over what <see cref="Save"/> wrote, in place of what the buffer holds.</summary>
    /// <param name="stream">Read up to the end of the buffer's bytes.</param>
    /// <param name="game">Plays the episodes again to restore their observations.</param>
    /// <exception cref="CorruptDataException">The bytes are damaged or incomplete; the buffer is unchanged.</exception>
    /// <exception cref="IncompatibleException">The episodes belong to another game or version; the buffer is unchanged.</exception>
    void Load(Stream stream, IGame game);
}
