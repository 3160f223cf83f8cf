namespace MuZero.Options;

/// <summary>The form in which a setting was written.</summary>
public enum OptionForm
{
    /// <summary>A JSON string.</summary>
    Text,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON true or false.</summary>
    Truth,

    /// <summary>A JSON null.</summary>
    Nothing,

    /// <summary>A JSON object without members.</summary>
    Empty,

    /// <summary>Plain words from an environment variable or a flag, read as the setting's own type.</summary>
    Words,
}

/// <summary>One setting as it was written, not yet checked.</summary>
/// <param name="Key">The dotted name, such as "training.learning_rate".</param>
/// <param name="Form">What it was written as.</param>
/// <param name="Text">The value's text, unquoted.</param>
/// <param name="Place">The place, for messages: "my.json:3", "--set", "MUZERO_SEED".</param>
public readonly record struct OptionEntry(string Key, OptionForm Form, string Text, string Place);
