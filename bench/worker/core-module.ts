// Gives the library of the functions the module that only the Azure worker has, and in the way of the worker.
import Module from 'node:module';

/**
 * Answers every later `require('@azure/functions-core')` with the given module.
 * @param core - what stands in for the worker's module
 */
export function provideCoreModule(core: object): void {
  const prototype = Module.prototype as { require: (this: unknown, id: string) => unknown };
  const load = Reflect.get(prototype, 'require');
  prototype.require = function (id) {
    return id === '@azure/functions-core' ? core : load.call(this, id);
  };
}
