import type { CodegenConfig } from '@graphql-codegen/cli';

/** Typed documents for the command line, from the committed schema: no network, no running server. */
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['src/cli/**/*.ts', '!src/cli/generated/**'],
  silent: true,
  generates: {
    'src/cli/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        onlyOperationTypes: true,
        disableDescriptions: true,
        importExtension: '.ts',
        scalars: {
          DateTime: 'string',
          LocalDate: 'string',
          LocalTime: 'string',
          Duration: 'string',
          UUID: 'string',
          JSON: 'unknown',
          Cursor: 'string',
        },
      },
    },
  },
};

export default config;
