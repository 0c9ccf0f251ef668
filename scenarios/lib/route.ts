/** The vocabulary of requests, for scenarios. */
export type {
  Body,
  CaptureSource,
  Check,
  FileContent,
  Json,
  Kind,
  Outcome,
  Part,
  Route,
  Scalar,
  System,
  User,
} from '../../harness/model/route.ts';
