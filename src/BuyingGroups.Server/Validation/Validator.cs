using System.Runtime.CompilerServices;
using FluentValidation;

namespace BuyingGroups.Server.Validation;

/// <summary>
/// The base of the rules for one message. Makes sure that fields are named as in the contracts before any rule is created.
/// </summary>
internal abstract class Validator<T> : AbstractValidator<T>
{
    static Validator() => RuntimeHelpers.RunClassConstructor(typeof(RequestValidation).TypeHandle);
}
