using Microsoft.Extensions.Options;

namespace MuZero.Farm.Hosting;

/// <summary>Options that are checked against their annotations before anything starts.</summary>
internal static class CheckedOptions
{
    /// <summary>The options, if every value is in its range.</summary>
    /// <exception cref="UserException">A value is out of its range.</exception>
    public static TOptions Checked<TOptions>(this TOptions options, IValidateOptions<TOptions> validator)
        where TOptions : class
    {
        ValidateOptionsResult result = validator.Validate(name: null, options);
        return result.Failed ? throw UserException.Usage(string.Join(" ", result.Failures)) : options;
    }
}
