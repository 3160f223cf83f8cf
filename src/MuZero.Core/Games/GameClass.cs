using System.Reflection;
using MuZero.Errors;

namespace MuZero.Games;

/// <summary>A class that is a game, or with <see cref="BoardSizesAttribute"/> one game a size.</summary>
internal sealed class GameClass
{
    private readonly ConstructorInfo _constructor;

    private GameClass(Type type, BoardSizesAttribute? sizes, ConstructorInfo constructor)
        => (Type, Sizes, _constructor) = (type, sizes, constructor);

    public Type Type { get; }

    /// <summary>Null for a game of one size.</summary>
    public BoardSizesAttribute? Sizes { get; }

    /// <summary>The class as a game; null if it is none.</summary>
    public static GameClass? Of(Type type)
    {
        if (type is not { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } || !typeof(IGame).IsAssignableFrom(type))
        {
            return null;
        }

        BoardSizesAttribute? sizes = type.GetCustomAttribute<BoardSizesAttribute>(inherit: false);
        Type[] parameters = sizes is null ? [] : [typeof(int)];
        return type.GetConstructor(parameters) is { } constructor ? new GameClass(type, sizes, constructor) : null;
    }

    /// <summary>The game, or those of the sizes that lists show.</summary>
    /// <param name="assembly">The assembly, for messages.</param>
    /// <exception cref="UserException">The constructor throws, or a specification is wrong.</exception>
    public IEnumerable<IGame> CreateListed(string assembly)
        => Sizes is null ? [Create([], assembly)] : Sizes.Listed.Select(size => Create(size, assembly));

    /// <summary>The game of an id; null if the class has board sizes and the id is not of one of them.</summary>
    /// <exception cref="UserException">The constructor throws, or the specification is wrong.</exception>
    public IGame? Create(string id, string assembly)
        => Sizes is null ? Create([], assembly) : Sizes.SizeOf(id) is { } size ? Create(size, assembly) : null;

    private IGame Create(int size, string assembly)
    {
        IGame game = Create([size], assembly);
        return game.Spec.Id == Sizes!.Id(size) ? game : throw UserException.Usage(
            $"Game '{Type.FullName}' of size {size} in {assembly} has Id '{game.Spec.Id}'; it must be '{Sizes.Id(size)}'. Correct the "
                + "game.");
    }

    private IGame Create(object[] arguments, string assembly)
    {
        try
        {
            IGame game = (IGame)_constructor.Invoke(arguments);
            game.Spec.Validate();
            return game;
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } cause && !GameAssembly.IsMismatch(cause))
        {
            // A size that the game itself refuses is the user's choice, not a fault of the game.
            throw cause is UserException ? cause : new UserException(
                ExitCode.Usage,
                $"The constructor of game '{Type.FullName}' in {assembly} threw {cause.GetType().Name}: "
                + $"{GameCatalog.FirstLine(cause.Message)}. Correct the game.",
                cause);
        }
    }
}
