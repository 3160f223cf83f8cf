using System.Reflection;
using System.Runtime.Loader;
using MuZero.Errors;

namespace MuZero.Games;

/// <summary>Loads a game from an assembly of its own, in a load context of its own: two games may bring different versions of a
/// library.</summary>
internal static class GameAssembly
{
    /// <summary>Loads the game that <paramref name="path"/> names.</summary>
    /// <exception cref="UserException">It cannot be loaded; the message has the reason and the remedy.</exception>
    public static IGame Load(GamePath path)
    {
        string file = Path.GetFullPath(path.File);
        if (!File.Exists(file))
        {
            throw UserException.Usage($"There is no file {path.File}{(Directory.Exists(file) ? " but a directory" : "")}; build the "
                + "game's project (dotnet build) and give the path of its .dll.");
        }

        try
        {
            return Choose(path, [.. Types(new Context(file).LoadCopy(file)).Select(GameClass.Of).OfType<GameClass>()]);
        }
        catch (BadImageFormatException cause)
        {
            throw new UserException(ExitCode.Usage, $"{path.File} is not a .NET assembly; give the path of a game's .dll.", cause);
        }
        catch (Exception cause) when (IsMismatch(cause)
            || (cause is TargetInvocationException { InnerException: { } inner } && IsMismatch(inner)))
        {
            string what = GameCatalog.FirstLine((cause is TargetInvocationException ? cause.InnerException! : cause).Message);
            throw new UserException(
                ExitCode.Usage,
                $"{path.File} was built against another MuZero.Core or lacks a library in its directory ({what}); rebuild it against "
                    + $"MuZero.Core {typeof(IGame).Assembly.GetName().Version}.",
                cause);
        }
    }

    /// <summary>The path of an assembly's file, also of a game's, whose <see cref="Assembly.Location"/> is empty; empty if there is
    /// none.</summary>
    public static string FileOf(Assembly assembly)
        => AssemblyLoadContext.GetLoadContext(assembly) is Context context ? context.Origin : assembly.Location;

    /// <summary>True for what the runtime throws when code meets another version of a library than the one it was compiled for.</summary>
    public static bool IsMismatch(Exception cause) =>
        cause is TypeLoadException or MissingMemberException or ReflectionTypeLoadException or FileNotFoundException { FileName: not null }
            or FileLoadException;

    private static IGame Choose(GamePath path, GameClass[] classes)
    {
        if (classes.Length == 0)
        {
            throw UserException.Usage(
                $"{path.File} has no game: a game is a public class with a public parameterless constructor that implements "
                    + $"{typeof(IGame).FullName}.");
        }

        if (path.TypeName is { } typeName)
        {
            return OfType(path.File, typeName, classes);
        }

        if (path.Id is { } sized && Array.Find(classes, found => found.Sizes?.SizeOf(sized) is not null) is { } ofSize)
        {
            return ofSize.Create(sized, path.File)!;
        }

        (IGame[] games, UserException[] faults) = CreateAll(classes, path.File);
        string[] ids = [.. games.Select(game => game.Spec.Id)];
        if (path.Id is { } id
            && Array.Find(games, game => string.Equals(game.Spec.Id, id, StringComparison.OrdinalIgnoreCase)) is { } chosen)
        {
            return chosen;
        }

        // A game that cannot be used hides no other; it is reported if nothing else was found.
        return games.Length == 0 ? throw faults[0]
            : path.Id is not null ? throw Unknown(path.File, path.Id, ids, faults)
            : games.Length == 1 && faults.Length == 0 ? games[0]
            : throw UserException.Usage(
                $"{path.File} has {games.Length + faults.Length} games: {string.Join(", ", ids)}; say which, such as "
                    + $"{path.File}#{ids[0]}.{Unusable(faults)}");
    }

    private static IGame OfType(string file, string typeName, GameClass[] classes)
    {
        GameClass named = Array.Find(classes, found => found.Type.FullName == typeName || found.Type.Name == typeName)
            ?? throw Unknown(file, typeName, classes.Select(found => found.Type.FullName!));
        IGame[] games = [.. named.CreateListed(file)];
        return games.Length == 1 ? games[0] : throw UserException.Usage($"{named.Sizes!.Describe()} Say which: {file}#{games[0].Spec.Id}.");
    }

    private static (IGame[] Games, UserException[] Faults) CreateAll(GameClass[] classes, string file)
    {
        List<IGame> games = [];
        List<UserException> faults = [];
        foreach (GameClass found in classes)
        {
            try
            {
                games.AddRange(found.CreateListed(file));
            }
            catch (UserException fault)
            {
                faults.Add(fault);
            }
            catch (TargetInvocationException fault) when (classes.Length > 1)
            {
                string reason = GameCatalog.FirstLine(fault.InnerException!.Message);
                faults.Add(UserException.Usage($"Game '{found.Type.FullName}' was built against another MuZero.Core ({reason})."));
            }
        }

        return ([.. GameOrder.Sort(games, game => game.Spec.Id)], [.. faults]);
    }

    private static string Unusable(UserException[] faults) => string.Concat(faults.Select(fault => $" Not usable: {fault.Message}"));

    // Public types, without those that cannot be loaded while others can.
    private static Type[] Types(Assembly assembly)
    {
        try
        {
            return assembly.GetExportedTypes();
        }
        catch (Exception fault) when (IsMismatch(fault))
        {
            try
            {
                return [.. assembly.GetTypes().Where(type => type.IsVisible)];
            }
            catch (ReflectionTypeLoadException partial) when (partial.Types.Any(type => type is { IsVisible: true }))
            {
                return [.. partial.Types.OfType<Type>().Where(type => type.IsVisible)];
            }
        }
    }

    private static UserException Unknown(string file, string name, IEnumerable<string> known, params UserException[] faults)
    {
        string[] names = [.. known];
        return UserException.Usage(
            $"{file} has no game '{name}'.{NearestName.Suggest(name, names)} It has: {string.Join(", ", names)}.{Unusable(faults)}");
    }

    private sealed class Context(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
    {
        private readonly AssemblyDependencyResolver _resolver = new(file);

        public string Origin { get; } = file;

        // From memory: the runtime would map the file and read code from it later, and a game may be rebuilt during a run.
        public Assembly LoadCopy(string path)
        {
            using MemoryStream assembly = new(File.ReadAllBytes(path));
            string symbols = Path.ChangeExtension(path, ".pdb");
            using MemoryStream? debug = File.Exists(symbols) ? new MemoryStream(File.ReadAllBytes(symbols)) : null;
            return LoadFromStream(assembly, debug);
        }

        // The engine's own assembly must be the one that is running, or the game's IGame would be another type than ours.
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Assembly core = typeof(IGame).Assembly;
            if (assemblyName.Name == core.GetName().Name)
            {
                return core;
            }

            return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadCopy(path) : null;
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}

/// <summary>The path of a game's assembly and the choice among its games: <c>file</c>, <c>file#id</c> or <c>file:TypeName</c>.</summary>
internal readonly record struct GamePath(string File, string? Id, string? TypeName)
{
    private const string Extension = ".dll";

    /// <summary>False if the text is a name: it neither ends in ".dll" nor has a directory separator.</summary>
    public static bool TryParse(string text, out GamePath path)
    {
        // The mark that chooses a game follows ".dll"; a '#' or ':' elsewhere (C:\games) belongs to the path.
        int end = text.LastIndexOf(Extension, StringComparison.OrdinalIgnoreCase) + Extension.Length;
        bool hasExtension = end >= Extension.Length;
        string choice = hasExtension && end < text.Length ? text[end..] : "";
        if (choice.Length > 1 && choice[0] is '#' or ':')
        {
            path = new(text[..end], choice[0] == '#' ? choice[1..] : null, choice[0] == ':' ? choice[1..] : null);
            return true;
        }

        path = new(text, null, null);
        return (hasExtension && choice.Length == 0) || text.Contains('/') || text.Contains(Path.DirectorySeparatorChar);
    }
}
