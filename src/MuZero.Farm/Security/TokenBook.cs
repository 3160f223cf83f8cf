using System.Security.Cryptography;
using System.Text;

namespace MuZero.Farm.Security;

/// <summary>The rights of a caller.</summary>
[Flags]
internal enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Look.</summary>
    Viewer = 1,

    /// <summary>Play: register, report, fetch weights.</summary>
    Worker = 2,

    /// <summary>Publish weights, send workers home.</summary>
    Trainer = 4,

    /// <summary>Any of them.</summary>
    Any = Viewer | Worker | Trainer,
}

/// <summary>The tokens that a server accepts, by role. Two tokens of a role are both valid, so that one can be changed for the
/// other.</summary>
internal sealed class TokenBook
{
    private readonly (byte[] Hash, Roles Role)[] _tokens;

    private TokenBook((byte[] Hash, Roles Role)[] tokens) => _tokens = tokens;

    /// <summary>Gives every caller all rights: for services that only this machine can reach.</summary>
    public static TokenBook Open { get; } = new([]);

    /// <summary>Reads the files worker, trainer and viewer of a directory, a token a line.</summary>
    /// <exception cref="UserException">There is no token, or others may read the files.</exception>
    public static TokenBook Read(string directory)
    {
        List<(byte[], Roles)> tokens = [];
        foreach (Roles role in (Roles[])[Roles.Viewer, Roles.Worker, Roles.Trainer])
        {
            string path = Path.Combine(directory, role.ToString().ToLowerInvariant());
            if (File.Exists(path))
            {
                RequirePrivate(path);
                tokens.AddRange(File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)
                    .Select(line => (Hash(line), role)));
            }
        }

        return tokens.Count > 0
            ? new TokenBook([.. tokens])
            : throw UserException.Usage($"--token-dir {directory} holds no token. Put one into a file named worker, trainer or viewer "
                + "there (openssl rand -hex 32).");
    }

    /// <summary>A client's token: the first line of a file that only its owner may read.</summary>
    /// <exception cref="UserException">The file is missing, empty or open to others.</exception>
    public static string ReadToken(string path)
    {
        if (!File.Exists(path))
        {
            throw UserException.Usage($"--token-file names {path}, which does not exist.");
        }

        RequirePrivate(path);
        return File.ReadLines(path).FirstOrDefault()?.Trim() is { Length: > 0 } token
            ? token
            : throw UserException.Usage($"--token-file {path} is empty.");
    }

    /// <summary>The roles of a token; <see cref="Roles.Any"/> if none is required. Takes as long for a wrong token as for a right
    /// one.</summary>
    public Roles RolesOf(string? token)
    {
        if (_tokens.Length == 0)
        {
            return Roles.Any;
        }

        byte[] shown = Hash(token ?? "");
        Roles roles = Roles.None;
        foreach ((byte[] hash, Roles role) in _tokens)
        {
            roles |= CryptographicOperations.FixedTimeEquals(hash, shown) ? role : Roles.None;
        }

        return roles;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static void RequirePrivate(string path)
    {
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw UserException.Usage($"{path} holds a secret that everybody on this machine may read. Run chmod 600 {path}.");
        }
    }
}
